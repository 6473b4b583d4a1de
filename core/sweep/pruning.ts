/** Rules that end a run early which is not going to be among the best. Runs are compared at the same share of their length, since that may be varied. */
import { z } from 'zod'

export const pruningSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /**
   * Median stopping (Golovin et al. 2017, Vizier, section 3.2.1): ended where its lowest error so far is above the median of what the others had on average until
   * then. Not before so many others were trained whole, nor before the share `from` of its length.
   */
  z.strictObject({
    kind: z.literal('median'),
    others: z.number().int().min(1).max(1000).default(4),
    from: z.number().min(0).max(1).default(0.25),
  }),
  /**
   * Successive halving without waiting (Li et al. 2020, ASHA): at each rung, shares of the length `factor` times as large as the one before, only the best 1 ÷ `factor`
   * of those that came to it go on; the first to come goes on.
   */
  z.strictObject({
    kind: z.literal('halving'),
    factor: z.number().int().min(2).max(10).default(3),
    from: z.number().gt(0).max(0.5).default(0.1),
  }),
])
export type Pruning = z.infer<typeof pruningSchema>

export const pruningKinds = ['none', 'median', 'halving'] as const satisfies readonly Pruning['kind'][]

/** A rule with its settings as typed apart from it; left out they are as usual. Gives null where one is none of that rule's. */
export function pruningOf(
  kind: Pruning['kind'],
  settings: { readonly others?: number | undefined; readonly from?: number | undefined; readonly factor?: number | undefined },
): Pruning | null {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  const read = pruningSchema.safeParse({ kind, ...Object.fromEntries(given) })
  return read.success ? read.data : null
}

/** `median, once 4 others were trained whole, not in the first 25 %` */
export function pruningText(rule: Pruning): string {
  const percent = (share: number): string => `${Number((100 * share).toPrecision(4))} %`
  switch (rule.kind) {
    case 'none':
      return 'none'
    case 'median':
      return `median, once ${rule.others} others were trained whole, not in the first ${percent(rule.from)}`
    case 'halving':
      return `halving, the best 1 of ${rule.factor} goes on, from ${percent(rule.from)} on`
  }
}

/** An evaluation on the way. `share`: of the run's length, 0 to 1. */
export interface CoursePoint {
  readonly step: number
  readonly share: number
  readonly error: number
}
export type Course = readonly CoursePoint[]

/** A trial beside the one that is looked at: the course of each of its runs. */
export interface OtherTrial {
  readonly courses: readonly Course[]
  /** Whether all its runs were trained whole. */
  readonly whole: boolean
}

export interface PruningReason {
  /** Where it was found, as a share of the length. */
  readonly share: number
  /** What it had there, and what it would have had to be below. */
  readonly error: number
  readonly bound: number
  /** Trials that it was compared with. */
  readonly others: number
}

/** Why a run of this course is to be ended now; null where it goes on. */
export function pruningReason(rule: Pruning, course: Course, others: readonly OtherTrial[]): PruningReason | null {
  switch (rule.kind) {
    case 'none':
      return null
    case 'median':
      return medianReason(rule, course, others)
    case 'halving':
      return halvingReason(rule, course, others)
  }
}

function medianReason(
  { from, others: least }: Extract<Pruning, { kind: 'median' }>,
  course: Course,
  others: readonly OtherTrial[],
) {
  const last = course.at(-1)
  if (last === undefined || last.share < from || last.share >= 1) return null
  const averages = others
    .filter(({ whole }) => whole)
    .flatMap(({ courses }) => meanOf(courses.flatMap((one) => meanOf(upTo(one, last.share)) ?? [])) ?? [])
  if (averages.length < least) return null
  const bound = median(averages)
  const error = Math.min(...course.map((point) => point.error))
  return error > bound ? { share: last.share, error, bound, others: averages.length } : null
}

function halvingReason({ factor, from }: Extract<Pruning, { kind: 'halving' }>, course: Course, others: readonly OtherTrial[]) {
  const last = course.at(-1)
  if (last === undefined || last.share >= 1) return null
  for (let rung = from; rung < 1 && rung <= last.share + 1e-9; rung *= factor) {
    const error = errorAt(course, rung)
    const theirs = others.flatMap(({ courses }) => meanOf(courses.flatMap((one) => errorAt(one, rung) ?? [])) ?? [])
    if (error === null || theirs.length === 0) continue
    const best = [...theirs, error].sort((one, other) => one - other)
    const goOn = Math.max(1, Math.floor(best.length / factor))
    const bound = best[goOn - 1] ?? Infinity
    if (error > bound) return { share: rung, error, bound, others: theirs.length }
  }
  return null
}

const upTo = (course: Course, share: number): number[] =>
  course.filter((point) => point.share <= share + 1e-9).map(({ error }) => error)

/** What the run had at the first evaluation that was at the share or beyond; null where it has not come so far. */
function errorAt(course: Course, share: number): number | null {
  return course.find((point) => point.share >= share - 1e-9)?.error ?? null
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}
