/** `study`: a published experiment or one's own, begun from a template or a file, and what is asked of one. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LabClient } from '../api/contract.ts'
import type { ForeseenStudy, StudyBrief, StudyDetail } from '../api/contract/studies.ts'
import { writeArchitecture } from '../architecture/file-format.ts'
import { studyReport } from '../export/of-studies/study-report.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import { writeDurably } from '../files/durable.ts'
import { forecastRows } from '../plan/forecast-words.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { cellsOf } from '../study/cells.ts'
import { scaleWords, type Scale } from '../study/scales.ts'
import { studySchema, type Study } from '../study/study.ts'
import { comparable } from '../text/names.ts'
import { shellWord } from '../text/shell-word.ts'
import { visibleText } from '../text/visible-text.ts'
import type { Tell } from './controls.ts'
import { getDataset } from './get-dataset.ts'
import { ask, snapshot } from './lab-client.ts'
import { studyLine, studyText } from './study-text.ts'
import { table } from './text.ts'
import { exitCode, UsageError } from './usage.ts'
import type { TrainContext } from './watch.ts'

export interface NewStudyOptions {
  scale: Scale
  data: DatasetId
  device: DeviceChoice
  seeds?: number[]
  precision?: Recipe['precision']
  forecast?: boolean
}

/** Begins a study, or with `forecast` only tells what it would take. `named`: a template, or a file that `study show --plan` wrote. */
export async function newStudy(named: string, options: NewStudyOptions, context: TrainContext, tell: Tell): Promise<number> {
  const { client, output, command } = context
  const study = await studyFrom(named, options, client)
  await getDataset(client, study.dataset, (state) => output.dataset(state))
  const foreseen = await ask(client, 'studies.foresee', { study })
  const [problem] = foreseen.problems
  if (problem !== undefined) throw new UsageError(problem)
  tell({ event: 'foreseen', ...foreseen }, forecastText(study, foreseen))
  if (options.forecast === true) return exitCode.finished
  const { id } = await ask(client, 'studies.start', { study })
  tell(
    { event: 'begun', study: id },
    `Begun as study ${id}. It goes on by itself; ${command(`study show ${id}`)} says how far it is, and what was found.`,
  )
  return exitCode.finished
}

async function studyFrom(named: string, options: NewStudyOptions, client: LabClient): Promise<Study> {
  if (named.endsWith('.json') && existsSync(named)) return readStudyFile(named)
  const { scale, data, device, seeds, precision = null } = options
  return await ask(client, 'studies.make', { template: named, scale, dataset: data, device, seeds, precision })
}

/** Throws a UsageError for one that cannot be read. */
function readStudyFile(path: string): Study {
  try {
    const read = studySchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    if (read.success) return read.data
    const [issue] = read.error.issues
    throw new UsageError(`${path} is no study: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw new UsageError(`${path} is no JSON: ${thrown.message}.`)
    throw thrown
  }
}

function forecastText(study: Study, { forecast }: ForeseenStudy): string {
  if (forecast === null) return 'Nothing can be foreseen.'
  const scale = study.scale === null ? '' : ` (${scaleWords[study.scale]})`
  const rows = forecastRows(forecast).map(({ name, value, basis }) => [name, value, basis])
  return [visibleText(`${study.name}${scale}: ${study.question}`), table(['', '', ''], rows, [])].join('\n')
}

export async function listTemplates(client: LabClient, json: boolean, print: (line: string) => void): Promise<void> {
  const templates = await ask(client, 'studies.templates', {})
  if (json) for (const template of templates) print(JSON.stringify(template))
  else
    print(
      table(
        ['template', 'question', 'source'],
        templates.map(({ id, question, source }) => [id, question, source]),
        [],
      ),
    )
}

export async function findStudy(client: LabClient, named: string): Promise<StudyBrief> {
  const all = await snapshot(client, 'studies', {})
  const found = all.filter(({ id, name }) => id === named || comparable(name) === comparable(named))
  const [only, ...others] = found
  if (only && others.length === 0) return only
  if (only)
    throw new UsageError(
      `${found.length} studies are named ${named}. Give the id of one: ${found.map(({ id }) => id).join(', ')}.`,
    )
  throw new UsageError(`There is no study ${named}. ${all.length === 0 ? 'study new begins one.' : 'study list lists them.'}`)
}

export async function listStudies(client: LabClient, json: boolean, print: (line: string) => void): Promise<void> {
  const all = await snapshot(client, 'studies', {})
  for (const study of all) print(json ? JSON.stringify(study) : studyLine(study))
  if (all.length === 0 && !json) print('There is no study yet: study templates lists what can be asked, study new begins one.')
}

async function detailOf(client: LabClient, named: string): Promise<StudyDetail> {
  const { id } = await findStudy(client, named)
  const detail = await snapshot(client, 'study', { id })
  if (detail === null) throw new UsageError(`There is no study ${named} any more.`)
  return detail
}

export async function showStudy(
  client: LabClient,
  named: string,
  { json, plan }: { json?: boolean; plan?: boolean },
  print: (line: string) => void,
): Promise<void> {
  const detail = await detailOf(client, named)
  if (plan === true) print(JSON.stringify(detail.study, null, 2))
  else print(json === true ? JSON.stringify(detail) : studyText(detail))
}

export async function setStudy(client: LabClient, named: string, to: 'go' | 'pause' | 'cancel', tell: Tell): Promise<void> {
  const { id, name } = await findStudy(client, named)
  await ask(client, 'studies.set', { id, to })
  const words = { go: 'goes on', pause: 'queues no further runs; what waits or trains goes on', cancel: 'has ended' }[to]
  tell({ event: to, study: id }, visibleText(`${name} ${words}.`))
}

export async function extendStudy(client: LabClient, named: string, seeds: readonly number[], tell: Tell): Promise<void> {
  const { id, name } = await findStudy(client, named)
  await ask(client, 'studies.extend', { id, seeds: [...seeds] })
  tell({ event: 'extended', study: id }, visibleText(`${name} goes on with seeds ${seeds.join(', ')} too.`))
}

export async function removeStudy(client: LabClient, named: string, tell: Tell): Promise<void> {
  const { id, name } = await findStudy(client, named)
  await ask(client, 'studies.remove', { id })
  tell({ event: 'removed', study: id }, visibleText(`${name} is forgotten; its runs are there.`))
}

/** Waits until it has ended, telling each run that ends; then prints what was found. */
export async function waitForStudy(client: LabClient, named: string, tell: Tell): Promise<number> {
  const { id } = await findStudy(client, named)
  let told = -1
  const last = await new Promise<StudyDetail>((resolve, reject) => {
    const end = client.subscribe(
      'study',
      { id },
      (detail) => {
        if (detail === null) {
          end()
          return reject(new Error('The study was removed meanwhile. Its runs are there.'))
        }
        if (detail.counts.ended !== told) tell({ event: 'progress', study: id, ...detail.counts }, studyLine(detail))
        told = detail.counts.ended
        if (detail.state.kind === 'going') return
        end()
        resolve(detail)
      },
      (error) => reject(new Error(`${error.message} ${error.remedy}`)),
    )
  })
  tell({ event: 'found', study: id, verdicts: last.verdicts }, studyText(last))
  return last.state.kind === 'ended' && last.state.why === 'all' ? exitCode.finished : exitCode.failed
}

/** Writes what a study asked and found into a new folder: the study, a table of its runs, and the report. */
export async function exportStudy(client: LabClient, named: string, folder: string, tell: Tell): Promise<void> {
  const detail = await detailOf(client, named)
  if (existsSync(folder)) throw new UsageError(`${folder} is there already: name another folder with --out.`)
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of studyReport(detail)) writeDurably(join(folder, name), content)
  tell({ event: 'exported', study: detail.id, folder }, `Written into ${visibleText(folder)}.`)
}

/** Writes every design and recipe of a study into a folder, and prints a command a run, for any other scheduler. */
export async function planStudy(
  named: string,
  options: NewStudyOptions,
  folder: string,
  client: LabClient,
  print: (line: string) => void,
): Promise<void> {
  const study = await studyFrom(named, options, client)
  if (existsSync(folder)) throw new UsageError(`${folder} is there already: name another folder with --out.`)
  mkdirSync(folder, { recursive: true })
  const files = study.variants.map(({ architecture, recipe }, at) => {
    const [design, settings] = [join(folder, `variant-${at + 1}.json`), join(folder, `recipe-${at + 1}.json`)]
    writeDurably(design, writeArchitecture(architecture))
    writeDurably(settings, `${JSON.stringify(recipe, null, 2)}\n`)
    return { design, settings }
  })
  for (const { variant, seed, name } of cellsOf(study)) {
    const file = files[study.variants.indexOf(variant)]
    if (file === undefined) continue
    const words = [
      'npm run lab -- train',
      file.design,
      '--data',
      study.dataset,
      '--recipe',
      file.settings,
      '--seed',
      String(seed),
    ]
    print([...words, '--name', name].map((word, at) => (at === 0 ? word : shellWord(word, false))).join(' '))
  }
}
