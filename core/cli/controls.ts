/** `pause`, `resume`, `stop`, `rate` and `branch`: what a person asks of a run that there is. */
import type { RunDetail } from '../api/contract/runs.ts'
import { isTrainedHere, type RunSummary, type TrainedRun } from '../store/run.ts'
import { freeNameAmong, nameWith } from '../text/names.ts'
import { visibleText } from '../text/visible-text.ts'
import { learnsNothing, rateBeyondPlan } from '../recipe/schedule.ts'
import { findRun, findTrainedRun } from './find-run.ts'
import { ask, snapshot } from './lab-client.ts'
import { changedRecipe, type RecipeOptions } from './recipe-options.ts'
import { restoredBranch, restoring } from '../api/restore.ts'
import { stepsDone } from '../compare/steps-done.ts'
import { isAtRest } from '../compare/run-states.ts'
import { count, counted } from './text.ts'
import { exitCode, UsageError } from './usage.ts'
import { watchToTheEnd, type TrainContext } from './watch.ts'

/** Prints a result: an object where JSON was asked for, else words. */
export type Tell = (event: Record<string, unknown>, words: string) => void

/** Pauses a run, and tells at which step once it has. */
export async function pauseRun(named: string, { client, command }: TrainContext, tell: Tell): Promise<void> {
  const { record } = await findRun(client, named)
  await ask(client, 'runs.pause', { id: record.id })
  tellEnd(await untilEnded({ client }, record.id), command, tell)
}

/** Stops a run: at once, and then tells at which step; or once its epoch is done, without waiting for that. */
export async function stopRun(named: string, afterEpoch: boolean, { client, command }: TrainContext, tell: Tell): Promise<void> {
  const run = await findRun(client, named)
  const { id, name } = run.record
  if (isAtRest(run)) throw new UsageError(`${name} is not training: it is ${run.status.kind}.`)
  await ask(client, 'runs.stop', { id, when: afterEpoch ? 'epoch' : 'now' })
  if (afterEpoch) tell({ event: 'stopping', run: id, when: 'epoch' }, `${name} stops when this epoch is done.`)
  else tellEnd(await untilEnded({ client }, id), command, tell)
}

export interface ResumeOptions {
  more: number
  /** Step of an older checkpoint to go back to, where the newest cannot be used. */
  backTo?: number
}

/** Puts a run at the front of the queue and watches it as `train` does. A run that is at work gets its further steps at once. */
export async function resumeRun(named: string, { more, backTo }: ResumeOptions, context: TrainContext): Promise<number> {
  const { client, command, note } = context
  const run = await findTrainedRun(client, named)
  const { record, status } = run
  const { id } = record
  const before = await snapshot(client, 'run', { id })
  if (status.kind === 'running' && more > 0) await ask(client, 'runs.extend', { id, steps: more })
  else await ask(client, 'runs.resume', { id, trainMore: more, backTo })
  const idle = nothingLearned(run, more, command)
  if (idle !== null) note(idle)
  if (status.kind !== 'running') note(`${visibleText(record.name)} goes on.`)
  return watchToTheEnd(new Map([[id, { title: record.architecture.name, before }]]), context)
}

/** That further steps would get rate 0, and what gives them another; null where they get one. */
export function nothingLearned(
  { record: { id, recipe, totalSteps: planned }, totalSteps }: TrainedRun,
  more: number,
  command: TrainContext['command'],
): string | null {
  if (more === 0 || !learnsNothing(rateBeyondPlan(recipe, planned, totalSteps))) return null
  return (
    `The schedule has ended at rate 0 by step ${count(planned)}: nothing is learned beyond. A branch has a schedule for all its steps: ` +
    `${command(`branch ${id} --step N --steps ${totalSteps + more}`)}, with N of ${command(`checkpoints ${id}`)}.`
  )
}

/** Multiplies the scheduled learning rate of a run at work. */
export async function scaleRate(named: string, scale: number, { client }: TrainContext, tell: Tell): Promise<void> {
  const { id, name } = (await findRun(client, named)).record
  await ask(client, 'runs.scaleRate', { id, scale })
  tell({ event: 'rate', run: id, scale }, `${name} trains with the scheduled learning rate × ${scale} from its next step on.`)
}

export interface BranchOptions extends RecipeOptions {
  step: number
  name?: string
}

/** Makes a run that begins with a checkpoint of another, its recipe changed by the options, and watches it. */
export async function branchRun(named: string, options: BranchOptions, context: TrainContext): Promise<number> {
  const { client, output } = context
  const { record } = await findTrainedRun(client, named)
  const dataset = (await snapshot(client, 'datasets', {})).find((entry) => entry.id === record.dataset)
  if (!dataset) throw new UsageError(`The lab knows no data set named ${record.dataset}.`)
  const name = options.name ?? nameWith(record.name, ` from ${count(options.step)}`)
  const recipe = changedRecipe(record.recipe, options, dataset)
  const { id } = await ask(client, 'runs.branch', { id: record.id, step: options.step, name, recipe })
  const title = record.architecture.name
  const predicted = (await findRun(client, id)).record.predicted
  output.queued({ id, name, architecture: title, position: 1, predicted })
  return watchToTheEnd(new Map([[id, { title, before: null }]]), context)
}

/** Goes on from a checkpoint: the run itself where it stands there, else a run of its own, so that nothing measured is dropped. */
export async function restoreRun(named: string, step: number, context: TrainContext): Promise<number> {
  const { client, output, note } = context
  const { record } = await findTrainedRun(client, named)
  const before = await snapshot(client, 'run', { id: record.id })
  if (before === null || !isTrainedHere(before.summary)) throw new Error(`The run ${named} was removed just now.`)
  if (!before.checkpoints.some((one) => one.step === step))
    throw new UsageError(
      `${record.name} has no checkpoint of step ${step}. ${context.command(`checkpoints ${record.id}`)} lists them.`,
    )
  const way = restoring(before, step)
  if (way.kind === 'refused') throw new UsageError(`${record.name} is not restored: ${way.why}.`)
  if (way.kind === 'resume') return resumeRun(record.id, { more: 0 }, context)
  const asked = restoredBranch(before.summary, step)
  note(
    `${visibleText(record.name)} keeps the ${counted(way.beyond, 'step')} that it measured beyond; ${visibleText(asked.name)} goes on from there.`,
  )
  const { id } = await ask(client, 'runs.branch', asked)
  const title = record.architecture.name
  output.queued({ id, name: asked.name, architecture: title, position: 1, predicted: null })
  return watchToTheEnd(new Map([[id, { title, before: null }]]), context)
}

/** Trains what a run trains from the start, as a run of its own beside it, and watches it. */
export async function trainAgain(named: string, asked: string | undefined, context: TrainContext): Promise<number> {
  const { client, output } = context
  const { architecture, dataset, recipe, device, ...record } = (await findTrainedRun(client, named)).record
  const names = (await snapshot(client, 'runs', {})).map((run) => run.record.name)
  const name = asked ?? freeNameAmong(names, nameWith(record.name, ', again'))
  const { ids } = await ask(client, 'runs.start', { runs: [{ name, architecture, dataset, recipe, device }] })
  for (const id of ids) output.queued({ id, name, architecture: architecture.name, position: 1, predicted: null })
  return watchToTheEnd(new Map(ids.map((id) => [id, { title: architecture.name, before: null }])), context)
}

function untilEnded({ client }: Pick<TrainContext, 'client'>, id: string): Promise<RunSummary> {
  return new Promise((resolve, reject) => {
    const take = (detail: RunDetail | null): void => {
      if (detail === null || !isAtRest(detail.summary)) return
      stop()
      resolve(detail.summary)
    }
    const stop = client.subscribe('run', { id }, take, (error) => reject(new Error(`${error.message} ${error.remedy}`)))
  })
}

function tellEnd(run: RunSummary, command: TrainContext['command'], tell: Tell): void {
  const { record, status, totalSteps } = run
  const step = stepsDone(run)
  tell(
    { event: status.kind, run: record.id, step, steps: totalSteps },
    `${record.name} is ${status.kind} at step ${count(step)} of ${count(totalSteps)}. To go on: ${command(`resume ${record.id}`)}`,
  )
  if ('reason' in status) process.exitCode = exitCode.failed
}
