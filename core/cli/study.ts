/** `study`: a published experiment or one's own, begun from a template, a file or networks, and what is asked of one. */
import type { LabClient } from '../api/contract.ts'
import type { QueueState } from '../api/contract/queue.ts'
import type { ForeseenStudy, ScaledStudy, StudyDetail } from '../api/contract/studies.ts'
import { keepsStudy } from '../api/queue-words.ts'
import { forecastRows } from '../plan/forecast-words.ts'
import type { Hindrance } from '../study/state.ts'
import { scaleWords } from '../study/scales.ts'
import type { Study } from '../study/study.ts'
import { durationText } from '../text/duration-text.ts'
import { visibleText } from '../text/visible-text.ts'
import type { Tell } from './controls.ts'
import { detailOf, findStudy } from './find-study.ts'
import { getDataset } from './get-dataset.ts'
import { ask, snapshot } from './lab-client.ts'
import { readStudyFile } from './study-make.ts'
import { studyLine, studyText, templateText } from './study-text.ts'
import { count, table } from './text.ts'
import { exitCode, UsageError } from './usage.ts'
import type { TrainContext } from './watch.ts'

/** Begins a study, or with `forecast` only tells what it would take: of a template, at every scale. */
export async function beginStudy(
  study: Study,
  forecast: boolean,
  { client, output, command }: TrainContext,
  tell: Tell,
): Promise<number> {
  await getDataset(client, study.dataset, (state) => output.dataset(state))
  const foreseen = await ask(client, 'studies.foresee', { study })
  const [problem] = foreseen.problems
  if (problem !== undefined) throw new UsageError(problem)
  tell({ event: 'foreseen', ...foreseen }, forecastText(study, foreseen))
  if (forecast) {
    if (study.template !== null && study.scale !== null) await tellScales(study, client, tell)
    return exitCode.finished
  }
  const { id, outcome } = await ask(client, 'studies.start', { study })
  const begun = outcome === 'new' ? `Begun as study ${id}` : `It is begun already, as study ${id}, and was left as it is`
  tell(
    { event: 'begun', study: id, outcome },
    `${begun}. It goes on by itself; ${command(`study show ${id}`)} says how far it is, and what was found.`,
  )
  return exitCode.finished
}

async function tellScales({ template, dataset, device }: Study, client: LabClient, tell: Tell): Promise<void> {
  const scaled = await ask(client, 'studies.scales', { template: template ?? '', dataset, device, precision: null })
  const rows = scaled.map(({ scale, foreseen: { forecast } }: ScaledStudy) => [
    scale,
    scaleWords[scale],
    forecast === null ? '–' : count(forecast.runs),
    forecast === null ? '–' : count(forecast.steps),
    forecast?.trainingMs == null ? 'not known' : durationText(forecast.trainingMs),
  ])
  const told = scaled.map(({ scale, foreseen: { forecast } }) => ({ scale, forecast }))
  tell({ event: 'scales', scales: told }, `\n${table(['scale', 'what', 'runs', 'steps', 'time'], rows, [2, 3])}`)
}

function forecastText(study: Study, { forecast, timeline }: ForeseenStudy): string {
  if (forecast === null) return 'Nothing can be foreseen.'
  const scale = study.scale === null ? '' : ` (${scaleWords[study.scale]})`
  const rows = forecastRows(forecast).map(({ name, value, basis }) => [name, value, basis])
  const first = timeline[study.variants.length - 1]?.endMs
  return [
    visibleText(`${study.name}${scale}: ${study.question}`),
    table(
      ['', '', ''],
      [...rows, ...(first == null ? [] : [['First answer', `after ${durationText(first)}`, 'one seed of all']])],
      [],
    ),
    ...study.leftOut.map(({ name, why }) => visibleText(`Left out: ${name}. ${why}`)),
  ].join('\n')
}

/** All of them, or one with all that its file says. */
export async function listTemplates(
  client: LabClient,
  named: string | undefined,
  json: boolean,
  print: (line: string) => void,
): Promise<void> {
  const all = await ask(client, 'studies.templates', {})
  const asked = named === undefined ? all : all.filter(({ id }) => id === named)
  if (named !== undefined && asked.length === 0)
    throw new UsageError(`There is no template ${named}. There are ${all.map(({ id }) => id).join(', ')}.`)
  if (json) for (const template of asked) print(JSON.stringify(template))
  else if (named !== undefined) for (const template of asked) print(templateText(template))
  else
    print(
      table(
        ['template', 'question', 'source'],
        asked.map(({ id, question, source }) => [id, question, source]),
        [],
      ),
    )
}

export async function listStudies(client: LabClient, json: boolean, print: (line: string) => void): Promise<void> {
  const all = await snapshot(client, 'studies', {})
  for (const study of all) print(json ? JSON.stringify(study) : studyLine(study))
  if (all.length === 0 && !json) print('There is no study yet: study templates lists what can be asked, study new begins one.')
}

export async function showStudy(
  client: LabClient,
  named: string,
  { json, plan }: { json?: boolean; plan?: boolean },
  print: (line: string) => void,
): Promise<void> {
  const detail = await detailOf(client, named)
  if (plan === true) print(JSON.stringify(detail.study, null, 2))
  else if (json === true) print(JSON.stringify(detail))
  else {
    print(studyText(detail))
    const kept = keepsStudy(detail, await snapshot(client, 'queue', {}))
    if (kept !== null) print(`\n${waitsText(kept)}`)
  }
}

export async function setStudy(client: LabClient, named: string, to: 'go' | 'pause' | 'cancel', tell: Tell): Promise<void> {
  const { id, name } = await findStudy(client, named)
  await ask(client, 'studies.set', { id, to })
  const words = { go: 'goes on', pause: 'queues no further runs; what waits or trains goes on', cancel: 'has ended' }[to]
  tell({ event: to, study: id }, visibleText(`${name} ${words}.`))
}

export interface ExtendOptions {
  seeds?: number[]
  /** A study's file: variants of it that the other does not have, and by which pairs they are compared. */
  from?: string
}

export async function extendStudy(client: LabClient, named: string, { seeds, from }: ExtendOptions, tell: Tell): Promise<void> {
  if (seeds === undefined && from === undefined)
    throw new UsageError('Say by what: --seeds 4,5 for more seeds, --from FILE for the variants of a study’s file, or both.')
  const { id, name, study } = await detailOf(client, named)
  const file = from === undefined ? null : readStudyFile(from)
  if (from !== undefined && file === null) throw new UsageError(`${from} is no file of a study: study show --plan writes one.`)
  const known = new Set(study.variants.map((variant) => variant.name))
  const variants = file?.variants.filter((variant) => !known.has(variant.name)) ?? []
  if (file !== null && variants.length === 0) throw new UsageError(`${name} has all variants of ${from} already.`)
  const pairs = file?.pairs.filter(({ first, second }) => !known.has(first) || !known.has(second)) ?? []
  await ask(client, 'studies.extend', { id, seeds, ...(variants.length > 0 && { variants, pairs }) })
  const more = [
    ...(seeds === undefined ? [] : [`seeds ${seeds.join(', ')}`]),
    ...(variants.length === 0 ? [] : [variants.map((variant) => variant.name).join(', ')]),
  ]
  tell({ event: 'extended', study: id }, visibleText(`${name} goes on with ${more.join(' and ')} too.`))
}

export async function removeStudy(client: LabClient, named: string, tell: Tell): Promise<void> {
  const { id, name } = await findStudy(client, named)
  await ask(client, 'studies.remove', { id })
  tell({ event: 'removed', study: id }, visibleText(`${name} is forgotten; its runs are there.`))
}

/** Lets a study go on where it is paused, and waits for it as `waitForStudy`. Gives the exit code. */
export async function runStudy(client: LabClient, named: string, tell: Tell): Promise<number> {
  const { state } = await detailOf(client, named)
  if (state.kind === 'paused') await setStudy(client, named, 'go', tell)
  return waitForStudy(client, named, tell)
}

const waitsText = ({ reason, remedy }: Hindrance): string => visibleText(`It waits. ${reason} ${remedy}`)

/** Waits until it has ended, telling each run that ends, and once each what keeps the next from beginning; then prints what was found. */
export async function waitForStudy(client: LabClient, named: string, tell: Tell): Promise<number> {
  const { id } = await findStudy(client, named)
  let told = -1
  let detail: StudyDetail | null = null
  let [queue, waits]: [QueueState | null, string] = [null, '']
  const tellWait = (): void => {
    const kept = detail && queue && keepsStudy(detail, queue)
    const words = kept === null ? '' : waitsText(kept)
    if (kept !== null && words !== waits) tell({ event: 'waits', study: id, reason: kept.reason, remedy: kept.remedy }, words)
    waits = words
  }
  const endQueue = client.subscribe('queue', {}, (now) => {
    queue = now
    tellWait()
  })
  const last = await new Promise<StudyDetail>((resolve, reject) => {
    const end = client.subscribe(
      'study',
      { id },
      (now) => {
        detail = now
        if (now === null) {
          end()
          return reject(new Error('The study was removed meanwhile. Its runs are there.'))
        }
        if (now.counts.ended !== told) tell({ event: 'progress', study: id, ...now.counts }, studyLine(now))
        told = now.counts.ended
        tellWait()
        if (now.state.kind === 'going') return
        end()
        resolve(now)
      },
      (error) => reject(new Error(`${error.message} ${error.remedy}`)),
    )
  }).finally(endQueue)
  tell({ event: 'found', study: id, verdicts: last.verdicts }, studyText(last))
  return last.state.kind === 'ended' && last.state.why === 'all' ? exitCode.finished : exitCode.failed
}
