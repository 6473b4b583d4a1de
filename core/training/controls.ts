/** What a person changes while a run is under way: what holds again when its steps come again, and what is asked now. */
import type { Control } from '../store/attempts.ts'
import type { TrainerRequest } from './trainer-messages.ts'

export interface Controls {
  /** Takes what holds from a step on, in its order. */
  due(step: number): Control[]
  /** Takes the place of what was to come in the same way: a person's last word counts. */
  replace(kind: Control['kind']): void
  /** Steps to train in all, once everything that is to come has come. */
  plannedSteps(now: number): number
  /** Whether the run is to end before anything else is done. */
  endsNow(): boolean
  /** Takes what was asked. */
  asked(): TrainerRequest[]
}

/** `known`: from where the run goes on, in the order of its steps. `requests` takes what was asked since its last call. */
export function followControls(known: readonly Control[], requests: () => TrainerRequest[]): Controls {
  let ahead = [...known]
  let waiting: TrainerRequest[] = []
  return {
    due(step) {
      const now = ahead.filter((control) => control.step <= step)
      ahead = ahead.filter((control) => control.step > step)
      return now
    },
    replace(kind) {
      ahead = ahead.filter((control) => control.kind !== kind)
    },
    plannedSteps: (now) => ahead.findLast(({ kind }) => kind === 'total-steps')?.value ?? now,
    endsNow() {
      waiting.push(...requests())
      return waiting.some((one) => one.kind === 'pause' || (one.kind === 'stop' && one.when === 'now'))
    },
    asked() {
      const all = [...waiting, ...requests()]
      waiting = []
      return all
    },
  }
}
