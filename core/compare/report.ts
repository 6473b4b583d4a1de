/** All that a comparison of groups comes to: what the window's tables show is what the command line prints. */
import type { RunSummary } from '../store/run.ts'
import { wallMs } from './wall-time.ts'
import { compareFigure, type ComparedFigure } from './comparison.ts'
import { figureNamed, type Figure } from './figures.ts'
import { differingSettings, settingsOf, type Setting } from './settings.ts'
import { verdictOf, type NamedGroup, type Verdict } from './verdict.ts'

/** In the order of the table: where each came to, its best, and what it took. */
const comparedFigures = [
  'test-error',
  'best-test-error',
  'training-error',
  'test-loss',
  'training-time',
  'step-time',
  'peak-memory',
  'parameters',
  'macs',
  'layers',
] as const

export interface FigureRow {
  readonly figure: Figure
  /** One a group, in their order. */
  readonly groups: readonly ComparedFigure[]
}

export interface ComparisonReport {
  readonly groups: readonly NamedGroup[]
  readonly baseline: NamedGroup | null
  /** Those that at least one of the groups has. */
  readonly figures: readonly FigureRow[]
  /** Settings in which the groups differ; the seed is none where groups are of several. */
  readonly settings: readonly Setting[]
  readonly verdict: Verdict | null
}

/** `baseline` is a place in `groups`. */
export function reportOn(groups: readonly NamedGroup[], baseline: number): ComparisonReport {
  const base = groups[baseline] ?? groups[0] ?? null
  const rows = comparedFigures.map((id): FigureRow => {
    const figure = figureNamed(id)
    return {
      figure,
      groups: compareFigure(
        groups.map(({ group }) => group),
        figure,
        base?.group ?? null,
      ),
    }
  })
  const isSeeds = groups.some(({ group }) => group.runs.length > 1)
  const settings = differingSettings(settingsOf(groups.map(({ group }) => group.runs[0])))
  return {
    groups,
    baseline: base,
    figures: rows.filter((row) => row.groups.some(({ sample }) => sample !== null)),
    settings: settings.filter(({ name }) => !(isSeeds && name === 'Seed')),
    verdict: verdictOf(groups),
  }
}

/** Milliseconds of all runs of a group together, by the clock on the wall; null where none has begun. */
export function wallOf({ group }: NamedGroup, now: number): number | null {
  const times = group.runs.flatMap((run: RunSummary) => wallMs(run, now) ?? [])
  return times.length === 0 ? null : times.reduce((sum, time) => sum + time, 0)
}
