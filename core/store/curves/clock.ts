/** What stands along x: steps, time at work, or time since the beginning. */
import type { ReadAttempt } from '../metrics-rows.ts'
import type { StepValues } from './step-values.ts'

/** `active`: milliseconds that trainers were at work. `wall`: milliseconds since the first began, with what lies between them. */
export const curveClocks = ['step', 'active', 'wall'] as const
export type CurveClock = (typeof curveClocks)[number]

export type WorkedAttempt = Pick<ReadAttempt, 'startedAt' | 'lastTime'>

/** Where nothing was at work between two attempts, along the clock: milliseconds since the first began. None where x does not tell of it. */
export function pausesOf(
  clock: CurveClock,
  attempts: readonly WorkedAttempt[],
): { readonly from: number; readonly to: number }[] {
  const [first] = attempts
  if (clock !== 'wall' || first === undefined) return []
  return attempts.slice(1).flatMap(({ startedAt }, index) => {
    const before = attempts[index]
    const from = (before?.lastTime ?? before?.startedAt ?? startedAt) - first.startedAt
    const to = startedAt - first.startedAt
    return to > from ? [{ from, to }] : []
  })
}

/** Where a step that was done at a time stands along x; it never falls from one step to the next. */
export type Along = (step: number, time: number) => number

export function along(clock: CurveClock, attempts: readonly WorkedAttempt[]): Along {
  if (clock === 'step') return (step) => step
  const [first] = attempts
  if (first === undefined) return () => 0
  if (clock === 'wall') return (_, time) => Math.max(0, time - first.startedAt)
  return (_, time) =>
    attempts.reduce((sum, { startedAt, lastTime }, at) => {
      const end = at === attempts.length - 1 ? Infinity : (lastTime ?? startedAt)
      return sum + Math.max(0, Math.min(time, end) - startedAt)
    }, 0)
}

/** The first and last step whose x lies in a range; null, as in the range, is as far as there is. */
export function stepsWithin(
  range: { readonly from: number | null; readonly to: number | null },
  at: Along,
  { stepFrom, stepUpTo, values }: Pick<StepValues, 'stepFrom' | 'stepUpTo' | 'values'>,
): { from: number | null; to: number | null } {
  const first = stepFrom(0)
  const last = stepUpTo(Infinity)
  if (first === null || last === null) return { from: null, to: null }
  const xOf = (step: number): number => {
    const [found] = values(step, step)
    return found ? at(found[0], found[1]) : NaN
  }
  /** The first step that is at x or beyond; one after the last where none is. */
  const firstAt = (x: number): number => {
    let [low, high] = [first, last + 1]
    while (low < high) {
      const middle = stepFrom((low + high) >> 1) ?? high
      if (middle >= high) high = (low + high) >> 1
      else if (xOf(middle) < x) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    from: range.from === null ? null : firstAt(range.from),
    to: range.to === null ? null : Math.max(first, firstAt(range.to)),
  }
}
