/** Tells a trainer that works from one that lives and says nothing, and says why as far as the system knows. */
import type { Silence } from '../store/run.ts'
import type { TrainerState } from '../training/trainer-messages.ts'
import type { ProcessLook } from './process-look.ts'

/** When a trainer has been silent for too long, in milliseconds. */
export interface Patience {
  /** Before its first step: a graph of a thousand layers takes its time. */
  readonly starting: number
  /** While it trains, at least. */
  readonly training: number
  /** While it trains, in steps as long as its last ones were. */
  readonly steps: number
}

export const patience: Patience = { starting: 300_000, training: 30_000, steps: 10 }

/** Less processor time than this share of the time that passed is none to speak of. */
const starvedShare = 0.1

export interface SilenceWatch {
  /** The trainer said something. */
  heard(state: TrainerState): void
  /** Looks at the trainer's process; null when all is well. `stepMs` is its usual step time, asked for only when it matters. */
  check(pid: number | null, stepMs: () => number | null): Silence | null
}

export interface Surroundings {
  look(pid: number): ProcessLook | null
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds since some moment, never going back and standing still while the computer sleeps. */
  elapsed(): number
}

export function watchSilence({ look, now, elapsed }: Surroundings, { starting, training, steps }: Patience): SilenceWatch {
  let state: TrainerState | null = null
  let heardAt = elapsed()
  let since = now()
  /** What was seen when half of the patience was gone: processor time is counted from there. */
  let first: { look: ProcessLook | null; at: number } | null = null

  const limit = (stepMs: () => number | null): number => {
    if (state === null || state.phase === 'starting') return starting
    const step = stepMs()
    return step === null ? starting : Math.max(training, steps * step)
  }

  return {
    heard(newest) {
      state = newest
      heardAt = elapsed()
      since = now()
      first = null
    },
    check(pid, stepMs) {
      const quiet = elapsed() - heardAt
      if (quiet < Math.min(starting, training) / 2) return null
      const seen = pid === null ? null : look(pid)
      first ??= { look: seen, at: elapsed() }
      // A process that is held does nothing that would take its time.
      if (quiet < (seen?.suspended === true ? training : limit(stepMs))) return null
      return { kind: kindOf(state, seen, first.look, elapsed() - first.at), since }
    },
  }
}

function kindOf(
  state: TrainerState | null,
  seen: ProcessLook | null,
  before: ProcessLook | null,
  betweenMs: number,
): Silence['kind'] {
  if (seen?.suspended) return 'suspended'
  if (state?.phase === 'saving' || seen?.waitsForDisk) return 'writing'
  if (seen === null) return 'hung'
  const computed = before === null ? Infinity : seen.cpuMs - before.cpuMs
  return seen.runnable && computed < starvedShare * betweenMs ? 'starved' : 'hung'
}
