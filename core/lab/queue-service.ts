/** The queue as a person sees it, and what is asked of it. What begins when stands in queue.ts. */
import { availableParallelism } from 'node:os'
import type { QueueEntry, QueueState, RunEnded } from '../api/contract/queue.ts'
import { isOver } from '../compare/run-states.ts'
import type { LabHandlers } from '../api/server.ts'
import { stepsDone } from '../compare/steps-done.ts'
import { Failure } from '../files/failure.ts'
import type { Library } from '../store/library.ts'
import { mostAtOnce } from '../store/queue-settings.ts'
import { trainedHere, type RunSummary, type TrainedRun } from '../store/run.ts'
import { isCircle } from './after-run.ts'
import { memoryOfRun } from './beside.ts'
import { memoryHere } from './memory-here.ts'
import type { Signal } from './signal.ts'
import type { Supervisor } from './supervisor.ts'
import { noSuchRun } from './no-such-run.ts'
import { viewOf } from './views.ts'

export interface QueueServiceOptions {
  readonly library: Library
  readonly supervisor: Supervisor
  readonly runsChanged: Signal<string>
  /** The run with why it waits. */
  told(summary: RunSummary): RunSummary
}

export interface QueueService {
  readonly calls: Pick<LabHandlers['calls'], 'queue.move' | 'queue.follow' | 'queue.set'>
  readonly streams: Pick<LabHandlers['streams'], 'queue'>
}

/** A step under way changes it, and nobody reads numbers that fast. */
const betweenLooksMs = 500

/** So many ends are told to whoever was away for a moment. */
const keptEnds = 50

export function createQueueService(options: QueueServiceOptions): QueueService {
  const { library, supervisor, runsChanged, told } = options
  const { runs, queue } = library
  const ended: RunEnded[] = []
  let ends = 0
  const atWork = new Set<string>()

  runsChanged.watch((id) => {
    const running = runs.running().includes(id)
    if (running) atWork.add(id)
    else if (atWork.delete(id)) {
      const summary = runs.summary(id, supervisor.live)
      if (summary === null || !isOver(summary)) return
      ends += 1
      ended.push({ number: ends, id, name: summary.record.name, status: summary.status })
      if (ended.length > keptEnds) ended.shift()
    }
  })

  const known = new WeakMap<RunSummary, QueueEntry>()
  /** The same object for as long as nothing of the run is new. */
  const entryFor = (summary: TrainedRun, after: QueueEntry['after']): QueueEntry => {
    const before = known.get(summary)
    if (before && before.after?.id === after?.id && before.after?.name === after?.name) return before
    const entry = entryOf(summary, after)
    known.set(summary, entry)
    return entry
  }
  const entries = (ids: readonly string[]): QueueEntry[] =>
    ids.flatMap((id) => {
      const summary = runs.summary(id, supervisor.live)
      const run = summary && trainedHere(told(summary))
      return run === null ? [] : [entryFor(run, followedBy(id))]
    })

  const followedBy = (id: string): QueueEntry['after'] => {
    const other = runs.follows(id)
    if (other === null) return null
    return { id: other, name: runs.summary(other, () => null)?.record.name ?? other }
  }

  const read = (): QueueState => ({
    ...queue.now,
    mostAtOnce: Math.min(mostAtOnce, availableParallelism()),
    memoryBytes: memoryHere(),
    atWork: entries(runs.running()),
    waiting: entries(runs.queued()),
    ended: [...ended],
  })

  const changeAll = (): void => {
    for (const id of runs.queued()) runsChanged.emit(id)
  }

  return {
    calls: {
      'queue.move': ({ id, place }) => {
        if (!runs.move(id, place)) {
          throw notQueued()
        }
        changeAll()
        supervisor.startNext()
        return null
      },
      'queue.follow': ({ id, other }) => {
        if (other !== null && runs.summary(other, () => null) === null) throw noSuchRun(other)
        if (other !== null && isCircle(id, other, runs)) {
          throw new Failure(
            'waits-in-a-circle',
            'That run waits for this one, or is this one: they would wait for each other for ever.',
            'Choose another run, or let that one begin whenever it is its turn.',
          )
        }
        if (!runs.follow(id, other)) throw notQueued()
        runsChanged.emit(id)
        supervisor.startNext()
        return null
      },
      'queue.set': ({ paused, atOnce }) => {
        queue.change({ paused: paused ?? queue.now.paused, atOnce: atOnce ?? queue.now.atOnce })
        changeAll()
        supervisor.startNext()
        return null
      },
    },
    streams: {
      queue: (_parameters, onChange) => ({ ...viewOf(read, runsChanged.watch(onChange)), restMs: betweenLooksMs }),
    },
  }
}

function notQueued(): Failure {
  return new Failure('not-queued', 'This run does not wait in the queue any more.', 'Look at the queue again.')
}

function entryOf(summary: TrainedRun, after: QueueEntry['after']): QueueEntry {
  const { record, status, totalSteps } = summary
  const step = stepsDone(summary)
  const predicted = record.predicted === null ? null : (totalSteps - step) * record.predicted.stepMs
  return {
    id: record.id,
    name: record.name,
    status,
    step,
    totalSteps,
    remainingMs: summary.remainingMs ?? predicted,
    memoryBytes: memoryOfRun(summary),
    after,
  }
}
