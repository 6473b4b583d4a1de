/** `sweep`: begun from options or a file, and what is asked of one. */
import { existsSync } from 'node:fs'
import type { LabClient } from '../api/contract.ts'
import type { ForeseenSweep, SweepBrief, SweepDetail } from '../api/contract/sweeps.ts'
import { optunaJournal } from '../export/of-sweeps/optuna.ts'
import { writeDurably } from '../files/durable.ts'
import { forecastRows } from '../plan/forecast-words.ts'
import type { SweepPlan } from '../sweep/plan.ts'
import { stateText } from '../sweep/state.ts'
import { sweepFields } from '../sweep/space.ts'
import { comparable } from '../text/names.ts'
import { visibleText } from '../text/visible-text.ts'
import type { Tell } from './controls.ts'
import { getDataset } from './get-dataset.ts'
import { ask, snapshot } from './lab-client.ts'
import { recipeFrom } from './recipe-options.ts'
import { planFile, planOf, type NewSweepOptions } from './sweep-plan.ts'
import { briefLine, sweepText } from './sweep-text.ts'
import { fit, trainable } from './train.ts'
import { exitCode, UsageError } from './usage.ts'
import { table } from './text.ts'
import type { TrainContext } from './watch.ts'

/** Begins a sweep, or with `forecast` only tells what it would take. `named`: a network, or a file that `sweep show --plan` or the window wrote. */
export async function newSweep(named: string, options: NewSweepOptions, context: TrainContext, tell: Tell): Promise<number> {
  const { client, output, note } = context
  const plan = await planFrom(named, options, client, note)
  await getDataset(client, plan.dataset, (state) => output.dataset(state))
  const foreseen = await ask(client, 'sweeps.foresee', { plan })
  const [problem] = foreseen.problems
  if (problem) throw new UsageError(problem.message)
  tell({ event: 'foreseen', ...foreseen }, forecastText(foreseen, plan.pruning.kind !== 'none'))
  if (options.forecast === true) return exitCode.finished
  const { id } = await ask(client, 'sweeps.start', { plan })
  tell(
    { event: 'begun', sweep: id },
    `Begun as sweep ${id}. It goes on by itself; ${context.command(`sweep show ${id}`)} says how far it is.`,
  )
  return exitCode.finished
}

async function planFrom(
  named: string,
  options: NewSweepOptions,
  client: LabClient,
  note: (line: string) => void,
): Promise<SweepPlan> {
  const fromFile = planFile(named)
  if (fromFile !== null) return fromFile
  const { title, architecture } = await trainable(named)
  const dataset = (await snapshot(client, 'datasets', {})).find(({ id }) => id === options.data)
  if (dataset === undefined) throw new UsageError(`The lab knows no data set named ${options.data}.`)
  const fitted = fit(architecture, { ...dataset, classes: dataset.classes.length }, dataset.name, note)
  return planOf({ title, architecture: fitted }, options, dataset)
}

function forecastText({ trials, forecast, refused }: ForeseenSweep, prunes: boolean): string {
  if (forecast === null) return 'Nothing can be foreseen.'
  const rows = [
    ['Trials', String(trials), ''],
    ...forecastRows(forecast, prunes).map(({ name, value, basis }) => [name, value, basis]),
  ]
  return [table(['', '', ''], rows, []), ...refused.map((reason) => `Some trials cannot be trained: ${reason}`)].join('\n')
}

export async function findSweep(client: LabClient, named: string): Promise<SweepBrief> {
  const all = await snapshot(client, 'sweeps', {})
  const found = all.filter(({ id, name }) => id === named || comparable(name) === comparable(named))
  const [only, ...others] = found
  if (only && others.length === 0) return only
  if (only)
    throw new UsageError(
      `${found.length} sweeps are named ${named}. Give the id of one: ${found.map(({ id }) => id).join(', ')}.`,
    )
  throw new UsageError(`There is no sweep ${named}. ${all.length === 0 ? 'sweep new begins one.' : 'sweep list lists them.'}`)
}

export async function listSweeps(client: LabClient, json: boolean, print: (line: string) => void): Promise<void> {
  const all = await snapshot(client, 'sweeps', {})
  for (const sweep of all) print(json ? JSON.stringify(sweep) : briefLine(sweep))
  if (all.length === 0 && !json) print('There is no sweep yet: sweep new begins one.')
}

async function detailOf(client: LabClient, named: string): Promise<SweepDetail> {
  const { id } = await findSweep(client, named)
  const detail = await snapshot(client, 'sweep', { id })
  if (detail === null) throw new UsageError(`There is no sweep ${named} any more.`)
  return detail
}

/** With `plan` alone what it was begun with, as a file that begins another. */
export async function showSweep(
  client: LabClient,
  named: string,
  { plan, json }: { plan?: boolean; json?: boolean },
  print: (line: string) => void,
): Promise<void> {
  const detail = await detailOf(client, named)
  if (plan === true) print(JSON.stringify(detail.plan, null, 2))
  else print(json === true ? JSON.stringify(detail) : sweepText(detail))
}

/** Resolves once it has ended, or waits for a person; gives the exit code: 0 when all its trials are there. */
export async function waitForSweep(client: LabClient, named: string, tell: Tell): Promise<number> {
  const { id } = await findSweep(client, named)
  let told = ''
  const end = await new Promise<SweepDetail | null>((resolve, reject) => {
    const stop = client.subscribe(
      'sweep',
      { id },
      (sweep) => {
        const line = sweep === null ? '' : stateText(sweep.state, sweep.counts, sweep.planned)
        if (sweep !== null && line !== told)
          tell({ event: 'progress', sweep: id, counts: sweep.counts, planned: sweep.planned, best: sweep.best }, briefLine(sweep))
        told = line
        if (sweep !== null && sweep.state.kind === 'going') return
        stop()
        resolve(sweep)
      },
      (error) => reject(new Error(`${error.message} ${error.remedy}`)),
    )
  })
  if (end !== null)
    tell({ event: end.state.kind, sweep: id, state: end.state, counts: end.counts, best: end.best }, sweepText(end))
  return end?.state.kind === 'ended' && end.state.why === 'all' ? exitCode.finished : exitCode.failed
}

export async function setSweep(client: LabClient, named: string, to: 'go' | 'pause' | 'cancel', tell: Tell): Promise<void> {
  const { id, name } = await findSweep(client, named)
  await ask(client, 'sweeps.set', { id, to })
  const words = { go: 'goes on', pause: 'queues no further runs; what waits or trains goes on', cancel: 'is cancelled' }[to]
  tell({ event: to, sweep: id }, visibleText(`${name} ${words}.`))
}

export async function extendSweep(
  client: LabClient,
  named: string,
  { trials, hours }: { trials?: number; hours?: number },
  tell: Tell,
): Promise<void> {
  if (trials === undefined && hours === undefined) throw new UsageError('Say how far: --trials N, --hours N, or both.')
  const { id, name } = await findSweep(client, named)
  await ask(client, 'sweeps.extend', {
    id,
    trials,
    timeMs: hours === undefined ? undefined : hours === 0 ? null : hours * 3_600_000,
  })
  tell({ event: 'extended', sweep: id }, visibleText(`${name} goes on.`))
}

export async function removeSweep(client: LabClient, named: string, tell: Tell): Promise<void> {
  const { id, name } = await findSweep(client, named)
  await ask(client, 'sweeps.remove', { id })
  tell({ event: 'removed', sweep: id }, visibleText(`${name} is forgotten; its runs are there.`))
}

/** Writes a sweep as a journal of Optuna's. Refused where the file is there already. */
export async function exportSweep(client: LabClient, named: string, path: string, tell: Tell): Promise<void> {
  const detail = await detailOf(client, named)
  if (existsSync(path)) throw new UsageError(`${path} is there already: name another file with --optuna.`)
  writeDurably(path, optunaJournal(detail))
  tell(
    { event: 'exported', sweep: detail.id, path },
    `Written to ${visibleText(path)}. In Python: optuna.load_study(study_name=…, storage=JournalStorage(JournalFileBackend(…))).`,
  )
}

/** What can be varied of a network and its recipe, with what each takes and is now. */
export async function listFields(
  named: string,
  options: NewSweepOptions,
  client: LabClient,
  json: boolean,
  print: (line: string) => void,
): Promise<void> {
  const { architecture } = await trainable(named)
  const dataset = (await snapshot(client, 'datasets', {})).find(({ id }) => id === options.data)
  if (dataset === undefined) throw new UsageError(`The lab knows no data set named ${options.data}.`)
  const fields = sweepFields({ architecture, recipe: recipeFrom(options, options.data, dataset) })
  if (json) for (const { id, group, about, takes, now } of fields) print(JSON.stringify({ id, group, about, takes, now }))
  else {
    const takes = ({ takes: each }: (typeof fields)[number]): string =>
      each.kind === 'number'
        ? `${each.limit.min} to ${each.limit.max}`
        : each.kind === 'choice'
          ? each.values.map(({ value }) => value).join(', ')
          : each.form
    print(
      table(
        ['field', 'takes', 'now', 'what'],
        fields.map((field) => [field.id, takes(field), field.now ?? '–', field.about]),
        [],
      ),
    )
  }
}
