/** How many steps a run takes to come to an error, from its evaluations. */

export interface Evaluated {
  /** Steps done. */
  readonly step: number
  /** A fraction from 0 to 1. */
  readonly error: number
}

/**
 * The step at which the error is first at or below `wanted`: between the evaluation that finds it so and the one before, where a straight line crosses it. Null
 * where no evaluation finds it so, however near it comes. `course` by rising steps.
 */
export function stepsTo(course: readonly Evaluated[], wanted: number): number | null {
  const at = course.findIndex(({ error }) => error <= wanted)
  const there = course[at]
  if (there === undefined) return null
  const before = course[at - 1]
  if (before === undefined || before.error === there.error) return there.step
  const share = (before.error - wanted) / (before.error - there.error)
  return Math.round(before.step + share * (there.step - before.step))
}
