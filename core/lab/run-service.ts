/** Runs of the lab: queued and watched. What else is asked of them stands in run-controls.ts, importing them in import-service.ts, deleting them in bin-service.ts. */
import { join } from 'node:path'
import type { RunDetail } from '../api/contract/runs.ts'
import type { DatasetState } from '../datasets/describe.ts'
import type { LabHandlers } from '../api/server.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import type { Library } from '../store/library.ts'
import { trainedHere, type RunSummary, type TrainedRun, type Want } from '../store/run.ts'
import { groupedCurves } from '../store/curves/grouped-curves.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import { readLogEnd } from '../training/trainer-log.ts'
import { wantOfOther } from './after-run.ts'
import { wantBeside, type Neighbour, type Place } from './beside.ts'
import type { FirstReading } from './first-reading.ts'
import { memoryHere } from './memory-here.ts'
import { noSuchRun } from './no-such-run.ts'
import type { Predict } from './new-run.ts'
import { createQueueService } from './queue-service.ts'
import { createRunControls } from './run-controls.ts'
import { wantOfRoom } from './room.ts'
import { createSignal, type Signal } from './signal.ts'
import type { Patience } from './silence.ts'
import { createStartRuns, type StartRuns } from './start-runs.ts'
import { createSupervisor, type Supervisor } from './supervisor.ts'
import { tryToWrite } from './trial-write.ts'
import { trainerLogFile } from '../store/run-folder.ts'
import { viewOf } from './views.ts'

type RunCall = Exclude<
  Extract<keyof LabHandlers['calls'], `runs.${string}`>,
  | 'runs.import'
  | 'runs.write'
  | 'runs.readLog'
  | 'runs.removeCheckpoints'
  | 'runs.unpack'
  | 'runs.cancelUnpack'
  | 'runs.remark'
  | 'runs.remove'
  | 'runs.restore'
  | 'runs.purge'
>

export interface RunService {
  readonly calls: Pick<LabHandlers['calls'], RunCall | 'queue.move' | 'queue.follow' | 'queue.set'>
  readonly streams: Pick<LabHandlers['streams'], 'runs' | 'run' | 'groupCurves' | 'queue'>
  readonly supervisor: Supervisor
  readonly start: StartRuns
  /** With the id of the run that changed. */
  readonly changed: Signal<string>
}

export interface RunServiceOptions {
  readonly library: Library
  readonly trainerEntry: string
  /** When a trainer has been silent for too long. */
  readonly patience: Patience
  /** Environment of a trainer that is to run there. */
  environment(device: DeviceChoice): NodeJS.ProcessEnv
  dataset(id: DatasetId): DatasetState
  predict: Predict
  readonly reading: Pick<FirstReading, 'changed' | 'done'>
  /** Whether nothing is begun now, whatever the queue's own settings say. */
  holdsQueue(): boolean
  /** What runs that ask for no device train on now. */
  hardware(): Place['hardware']
}

/** As many lines of a trainer's log as its view shows. */
const shownLogLines = 200

/**
 * What is drawn anew with each step costs the window some tens of milliseconds, which where there are few cores are training's; and the
 * list holds every run with its architecture: a library of a thousand runs is megabytes.
 */
export const betweenDrawingsMs = 500
const drawn: typeof viewOf = (read, ...ends) => ({ ...viewOf(read, ...ends), restMs: betweenDrawingsMs })

export function createRunService(options: RunServiceOptions): RunService {
  const { library, trainerEntry, patience, environment, dataset, predict, hardware } = options
  const changed = createSignal<string>()
  /** Null too for a run that was trained elsewhere: it never waits. */
  const trained = (id: string): TrainedRun | null => {
    const summary = library.runs.summary(id, () => null)
    return summary && trainedHere(summary)
  }
  const neighbour = (id: string): Neighbour[] => {
    const run = trained(id)
    return run === null ? [] : [run]
  }
  const followed = { follows: library.runs.follows, summary: (id: string) => library.runs.summary(id, () => null) }
  const supervisor = createSupervisor({
    ledger: library.runs,
    trainerEntry,
    patience,
    settings: () => (options.holdsQueue() ? { ...library.queue.now, paused: true } : library.queue.now),
    wantsOther: (id) => wantOfOther(id, followed),
    wantsBeside(id, others) {
      const [run] = neighbour(id)
      const place = { memoryBytes: memoryHere(), hardware: hardware() }
      return run === undefined ? null : wantBeside(run, others.flatMap(neighbour), place)
    },
    environment: (id) => environment(trained(id)?.record.device ?? { kind: 'auto' }),
    wants: (id) => {
      const record = trained(id)?.record
      return record ? wantOfRoom(library.folder, record) : null
    },
    async tryToWrite(id) {
      const record = trained(id)?.record
      return record ? tryToWrite(library.folder, record) : null
    },
    changed: (id) => changed.emit(id),
  })
  const told = tellWaits((id) => wantOfOther(id, followed) ?? supervisor.waits)

  const detail = (id: string): RunDetail | null => {
    // Each is read anew, and the trainer goes on: read before the figures, no event is shown that they do not know of.
    const events = library.runs.events(id)
    const summary = library.runs.summary(id, supervisor.live)
    if (summary === null) return null
    const folder = library.runs.folder(id)
    return {
      summary: told(summary),
      attempts: library.runs.attempts(id),
      checkpoints: library.runs.checkpoints(id),
      wayOn: library.runs.wayOn(id),
      events,
      log: readLogEnd(join(folder, trainerLogFile), shownLogLines),
      folder,
    }
  }

  const start = createStartRuns({ runs: library.runs, supervisor, dataset, predict, changed: (id) => changed.emit(id) })
  const queue = createQueueService({ library, supervisor, runsChanged: changed, told })

  return {
    calls: {
      ...queue.calls,
      'runs.start': ({ runs, after = null }) => {
        if (after !== null && followed.summary(after) === null) throw noSuchRun(after)
        return { ids: start(runs, after) }
      },
      'runs.predict': ({ dataset: id, ...request }) => predict(request, dataset(id)),
      ...createRunControls({
        runs: library.runs,
        supervisor,
        dataset,
        predict,
        changed: (id) => changed.emit(id),
      }),
    },
    streams: {
      ...queue.streams,
      runs({ soFar = false }, onChange) {
        const list = (): RunSummary[] => library.runs.summaries(supervisor.live).map(told)
        const { reading } = options
        return drawn(soFar ? list : () => reading.done.then(list), changed.watch(onChange), reading.changed.watch(onChange))
      },
      run: ({ id }, onChange) =>
        drawn(
          () => detail(id),
          changed.watch((which) => which === id && onChange()),
        ),
      groupCurves: (query, onChange) => {
        const shown = new Set(query.groups.flatMap(({ runs }) => runs))
        return drawn(
          () => groupedCurves({ curves: (asked) => library.runs.curves(asked, () => true) }, query),
          changed.watch((which) => shown.has(which) && onChange()),
        )
      },
    },
    supervisor,
    start,
    changed,
  }
}

/** A run that waits with why, where that is not the runs before it: the same object for as long as neither changes, so that nobody compares it anew. */
function tellWaits(wantOf: (id: string) => Want | null): (summary: RunSummary) => RunSummary {
  const known = new WeakMap<RunSummary, { readonly reason: string; readonly told: RunSummary }>()
  return (summary) => {
    const { status, record } = summary
    const waits = status.kind === 'queued' ? wantOf(record.id) : null
    if (status.kind !== 'queued' || waits === null) return summary
    const before = known.get(summary)
    if (before?.reason === waits.reason) return before.told
    const told = { ...summary, status: { ...status, waits } }
    known.set(summary, { reason: waits.reason, told })
    return told
  }
}
