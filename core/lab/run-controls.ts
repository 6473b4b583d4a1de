/** What a person asks of a run that there is: pause, go on, stop, longer, another rate, another run from its checkpoint. */
import { randomBytes } from 'node:crypto'
import type { LabHandlers } from '../api/server.ts'
import type { DatasetState } from '../datasets/describe.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import { Failure } from '../files/failure.ts'
import type { Library } from '../store/library.ts'
import { isTrainedHere, type RunStatus, type RunSummary, type TrainedRun } from '../store/run.ts'
import { refusedWayOn } from '../store/way-on.ts'
import type { TrainerRequest } from '../training/trainer-messages.ts'
import { noSuchRun } from './no-such-run.ts'
import { newRunRecord, runId, type Predict } from './new-run.ts'
import type { Supervisor } from './supervisor.ts'

type ControlCall =
  | 'runs.stop'
  | 'runs.pause'
  | 'runs.resume'
  | 'runs.extend'
  | 'runs.scaleRate'
  | 'runs.revive'
  | 'runs.branch'
  | 'runs.measureHistograms'

export interface RunControlsOptions {
  readonly runs: Library['runs']
  readonly supervisor: Supervisor
  dataset(id: DatasetId): DatasetState
  predict: Predict
  changed(id: string): void
}

export function createRunControls(options: RunControlsOptions): Pick<LabHandlers['calls'], ControlCall> {
  const { runs, supervisor, dataset, predict, changed } = options

  const find = (id: string): TrainedRun => {
    const run = runs.summary(id, supervisor.live)
    if (run === null) throw noSuchRun(id)
    if (isTrainedHere(run)) return run
    throw new Failure(
      'trained-elsewhere',
      `${run.record.name} was trained elsewhere: only its figures are here, no network and no checkpoint.`,
      'Choose a run that was trained here.',
    )
  }
  const refuseWhereOnlyShown = (id: string): void => {
    const run = runs.summary(id, supervisor.live)
    if (run && isOnlyShown(run.status)) throw onlyShown(run.record.name)
  }
  const askTrainer = (id: string, request: TrainerRequest): null => {
    if (supervisor.ask(id, request)) return null
    refuseWhereOnlyShown(id)
    throw notAtWork(find(id))
  }

  /** The newest checkpoint is read whole: what is found only by the trainer would end the run as crashed. */
  const requireWayOn = async (id: string, backTo: number | undefined): Promise<void> => {
    const way = await runs.verifiedWayOn(id)
    if (way.refused === null) return
    changed(id)
    if (backTo === undefined || way.from === null || way.from < backTo) throw refusedWayOn(id, way, way.refused)
    runs.agree(id, backTo)
  }

  return {
    'runs.stop': ({ id, when }) => {
      refuseWhereOnlyShown(id)
      // One that has ended by itself just now is as wanted.
      if (!supervisor.takeOut(id, 'stopped')) supervisor.ask(id, { kind: 'stop', when })
      return null
    },
    'runs.pause': ({ id }) => {
      if (supervisor.takeOut(id, 'paused') || find(id).status.kind === 'paused') return null
      return askTrainer(id, { kind: 'pause' })
    },
    async 'runs.resume'({ id, trainMore, backTo }) {
      const check = (): void => {
        const run = find(id)
        checkResumable(run, trainMore, backTo)
        requireData(dataset(run.record.dataset))
      }
      check()
      // Its trainer has said its last, and may not have left yet. Meanwhile somebody else may have asked the same.
      await supervisor.ended(id)
      await requireWayOn(id, backTo)
      check()
      runs.resume(id, trainMore)
      changed(id)
      supervisor.startNext()
      return null
    },
    'runs.extend': ({ id, steps }) => askTrainer(id, { kind: 'extend', steps }),
    'runs.scaleRate': ({ id, scale }) => askTrainer(id, { kind: 'scale-rate', scale }),
    'runs.measureHistograms': ({ id }) => askTrainer(id, { kind: 'measure-histograms' }),
    'runs.revive': ({ id, how }) => {
      if (how === 'wake' ? supervisor.wake(id) : supervisor.restart(id)) return null
      refuseWhereOnlyShown(id)
      throw notAtWork(find(id))
    },
    'runs.branch': ({ id, step, name, recipe }) => {
      const { record: parent } = find(id)
      if (!runs.checkpoints(id).some((checkpoint) => checkpoint.step === step)) {
        throw new Failure(
          'no-checkpoint',
          `${parent.name} has no checkpoint of step ${step}.`,
          'Choose another of its checkpoints: older ones are removed as new ones are written.',
        )
      }
      const createdAt = Date.now()
      const identity = {
        id: runId(name, createdAt, randomBytes(2).toString('hex')),
        createdAt,
        origin: { run: id, name: parent.name, step },
      }
      const { architecture, device } = parent
      const record = newRunRecord({ name, architecture, recipe, device }, dataset(parent.dataset), identity, predict)
      if (record.totalSteps <= step) {
        throw new Failure(
          'too-short',
          `The branch begins at step ${step}, and its recipe ends at step ${record.totalSteps}.`,
          'Choose a longer recipe: its length counts from step 0.',
        )
      }
      runs.branch({ ...record, color: runs.nextColor() }, { run: id, step })
      changed(record.id)
      supervisor.startNext()
      return { id: record.id }
    },
  }
}

function checkResumable(run: RunSummary, trainMore: number, backTo: number | undefined): void {
  const { record, status, totalSteps, resumesFrom } = run
  if (isOnlyShown(status)) throw onlyShown(record.name)
  switch (status.kind) {
    case 'queued':
    case 'running':
      throw new Failure('run-active', `${record.name} is ${status.kind}, so it need not be resumed.`, 'Pause or stop it first.')
    case 'diverged':
      throw new Failure(
        'run-diverged',
        `${record.name} would come to step ${status.step} in the same way, and diverge again.`,
        resumesFrom === null
          ? 'It has no checkpoint to branch from: train it anew, with a smaller learning rate.'
          : 'Branch from one of its checkpoints, with a smaller learning rate.',
      )
    case 'finished':
      if (trainMore === 0 && backTo === undefined && status.step >= totalSteps) {
        throw new Failure('nothing-left', `${record.name} has trained all its ${totalSteps} steps.`, 'Say how many steps more.')
      }
      return
    case 'paused':
    case 'stopped':
    case 'pruned':
    case 'crashed':
    case 'unfinished':
    case 'elsewhere':
      return
  }
}

function requireData({ name, status }: DatasetState): void {
  if (status.kind === 'ready') return
  throw new Failure('data-absent', `${name} is not on this computer.`, 'Download it in the Data view, then resume.')
}

/** Nothing can be asked of it from here. */
function isOnlyShown(status: RunStatus): boolean {
  return status.kind === 'unfinished' || (status.kind === 'queued' && status.waits?.code === 'read-only')
}

function onlyShown(name: string): Failure {
  return new Failure(
    'read-only',
    `${name} has no end yet, and its trainer is not looked for here: this library is only shown.`,
    'Make its folder writable to you, and start again; or ask where it is trained.',
  )
}

function notAtWork({ record, status }: RunSummary): Failure {
  return new Failure(
    'not-running',
    `${record.name} is not training: it is ${status.kind}.`,
    status.kind === 'queued' ? 'Wait until it trains.' : 'Resume it first.',
  )
}
