/** A figure of groups of runs beside that of a baseline: the same in window, command line and files. */
import { sampleOf, type Sample } from '../statistics/sample.ts'
import { welch, type WelchTest } from '../statistics/welch.ts'
import type { Figure } from './figures.ts'
import type { RunGroup } from './groups.ts'

export interface ComparedFigure {
  readonly group: RunGroup
  /** Of the runs that count and have it; null where there is none. */
  readonly sample: Sample | null
  /** Of its mean to the baseline's; null for the baseline itself, and where either is not known. */
  readonly difference: number | null
  /** Null where there is no difference, or either has one seed only. Each for itself: not corrected for there being several. */
  readonly test: WelchTest | null
}

/** One row a group, in their order. A group's own figures depend on its own runs alone. */
export function compareFigure(groups: readonly RunGroup[], figure: Figure, baseline: RunGroup | null): ComparedFigure[] {
  const from = baseline && sampleFor(baseline, figure)
  return groups.map((group) => {
    const sample = sampleFor(group, figure)
    const compared = group !== baseline && sample && from ? { sample, from } : null
    return {
      group,
      sample,
      difference: compared ? compared.sample.mean - compared.from.mean : null,
      test: compared && figure.measured ? welch(compared.sample, compared.from) : null,
    }
  })
}

export function sampleFor({ counted }: RunGroup, figure: Figure): Sample | null {
  return sampleOf(counted.flatMap((run) => figure.of(run) ?? []).filter(Number.isFinite))
}
