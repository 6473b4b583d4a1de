/** How fast a run goes, from its last steps, and how long it still takes. */
import { median } from '../prediction/median.ts'
import { recentSteps } from '../store/recent-steps.ts'

export interface Pace {
  step(milliseconds: number): void
  evaluation(milliseconds: number): void
  /** Median over the last 50 steps, in milliseconds; null before the first. */
  stepMs(): number | null
  /** Time that so many steps and evaluations take, in milliseconds; null before the first step. */
  remainingMs(steps: number, evaluations: number): number | null
}

/** `evaluationBatches`: how many batches of the training size the test set is. */
export function measurePace(evaluationBatches: number): Pace {
  const last: number[] = []
  let evaluationMs: number | null = null
  const stepMs = (): number | null => median(last)
  return {
    step(milliseconds) {
      last.push(milliseconds)
      if (last.length > recentSteps) last.shift()
    },
    evaluation(milliseconds) {
      evaluationMs = milliseconds
    },
    stepMs,
    remainingMs(steps, evaluations) {
      const step = stepMs()
      if (step === null) return null
      // Until one is measured: a backward pass costs about two forward ones, and an evaluation has none.
      return steps * step + evaluations * (evaluationMs ?? (evaluationBatches * step) / 3)
    },
  }
}
