/** What a run keeps on the way: its rows, committed at a cadence, the largest memory of its process, its checkpoints, and its end after all of them. */
import { isDiskFull } from '../files/failure.ts'
import { notFiniteTensor } from '../store/finite-state.ts'
import type { EventRow } from '../store/metrics-writer.ts'
import type { Position } from '../store/position.ts'
import { lostState, type Divergence } from './bad-step.ts'
import { checkpointEvent } from './checkpoint-event.ts'
import type { Outcome, TrainingRequest } from './training-request.ts'

export interface Keeper {
  /** Steps whose metrics are committed. */
  readonly committed: number
  event(kind: EventRow['kind'], text: string, remedy?: string): void
  commit(): void
  /** Commits where the last time is long enough ago. */
  commitWhenDue(): void
  /** Keeps a checkpoint where there is room for one. Gives how the run has diverged, if its state shows it. */
  trySave(): Divergence | null
  /** Commits the end, after what was measured. */
  diverge(diverged: Divergence): Outcome
  /** The same, after a checkpoint. Throws where there is no room for one. */
  end(kind: 'finished' | 'paused' | 'stopped', text: string): Outcome
}

/** Nothing that was measured is lost for longer than this. */
const commitEveryMs = 200
const peakEveryMs = 1000

/** `position`: where the run is now. `saving`: called before a checkpoint is written, which may take long. */
export function keepRun(
  {
    journal,
    checkpoints,
    program,
    clock,
    peakBytes,
  }: Pick<TrainingRequest, 'journal' | 'checkpoints' | 'program' | 'clock' | 'peakBytes'>,
  position: () => Position,
  saving: () => void,
): Keeper {
  /** The position of the newest checkpoint; what a fresh run begins with needs none. */
  let saved = position()
  let committed = saved.step
  let committedAt = clock.elapsed()
  let peak = { bytes: 0, at: -Infinity }

  const event: Keeper['event'] = (kind, text, remedy) =>
    journal.event({ step: position().step, time: clock.now(), kind, text, remedy })
  const writePeak = (): void => {
    const bytes = peakBytes() ?? 0
    if (bytes > peak.bytes) journal.peak(bytes)
    peak = { bytes, at: clock.elapsed() }
  }
  const commit = (): void => {
    if (clock.elapsed() - peak.at >= peakEveryMs) writePeak()
    journal.commit()
    committed = position().step
    committedAt = clock.elapsed()
  }

  /**
   * What was measured up to the checkpoint is on the disk before it. A state that is not finite any more is no point to go on from: it is not
   * kept, and the run has diverged.
   */
  const save = (): Divergence | null => {
    const now = position()
    if (saved.step === now.step && saved.evaluated === now.evaluated) return null
    const state = program.readState()
    const bad = notFiniteTensor(state)
    if (bad !== null) {
      event('no-checkpoint', `No checkpoint of step ${now.step}: ${bad} is not finite any more.`)
      return lostState(now.step, (now.rate ?? 0) * now.rateScale, bad)
    }
    commit()
    saving()
    const bytes = checkpoints.save(now, state)
    saved = now
    journal.event(checkpointEvent(now.step, bytes, clock.now()))
    return null
  }
  const diverge = (diverged: Divergence): Outcome => {
    writePeak()
    journal.event({ step: diverged.step, time: clock.now(), kind: 'diverged', text: diverged.reason, remedy: diverged.remedy })
    commit()
    return diverged
  }

  return {
    get committed() {
      return committed
    },
    event,
    commit,
    commitWhenDue() {
      if (clock.elapsed() - committedAt >= commitEveryMs) commit()
    },
    trySave() {
      let lost: Divergence | null = null
      try {
        lost = save()
      } catch (thrown) {
        // Training goes on without one, as long as its metrics can be written.
        if (!isDiskFull(thrown)) throw thrown
        event('no-checkpoint', `No checkpoint of step ${position().step}: the disk is full. Training goes on.`)
      }
      commit()
      return lost
    },
    diverge,
    end(kind, text) {
      const lost = save()
      if (lost) return diverge(lost)
      writePeak()
      event(kind, text)
      commit()
      return { kind, step: position().step }
    },
  }
}
