/** The panel of groups of seeds: means with bands, test bold, training thin, n at the end of the name. */
import { indexAt, type Line, type Panel } from '../../../components/charts/chart.ts'
import { formatAxisValue } from '../../../components/charts/ticks.ts'
import type { RunSummary } from '../../../../core/store/run.ts'
import type { GroupedCurve } from '../../../../core/store/curves/grouped-curves.ts'
import { isAtRest } from '../../../../core/compare/run-states.ts'
import { shortName } from '../distinct-names.ts'
import { measureRule } from '../measures.ts'
import type { ComparedGroup } from '../use-groups.ts'

export type SeedMeasure = 'error' | 'top-5' | 'loss'

/** From what is measured to what is drawn: errors in %. */
export const factorOf = (measure: SeedMeasure): number => (measure === 'loss' ? 1 : 100)

/** The runs that a group's curve is of: those that count, and those that are still to come to their end. */
export function runsDrawn({ group }: ComparedGroup): string[] {
  return group.runs.filter((run) => group.counted.includes(run) || !isAtRest(run)).map(({ record }) => record.id)
}

/** A group's name for itself in a request for curves. */
export function keyOf({ group }: Pick<ComparedGroup, 'group'>): string {
  return group.runs[0].record.id
}

export interface SeedPanelRequest {
  readonly logarithmic: boolean
  /** How much of what a run's curve has along x is one unit of x. */
  readonly perOf: (run: RunSummary) => number
  /** What the means of training are of. */
  readonly how: string
}

export function seedPanel(
  groups: readonly ComparedGroup[],
  curves: readonly GroupedCurve[],
  measure: SeedMeasure,
  asked: SeedPanelRequest,
): Panel {
  const { logarithmic } = asked
  const rule = measureRule(measure)
  const factor = factorOf(measure)
  return {
    id: measure,
    title: rule.title,
    unit: `${rule.unit}, mean of seeds`,
    weight: 1,
    log: logarithmic,
    lines: groups.flatMap((group) => groupLines(group, curves, measure, factor, asked)),
    points: [],
    fallback: { min: logarithmic ? 1 : 0, max: rule.fallback.max },
    formatTick: groups.length === 0 ? () => '' : formatAxisValue,
    formatValue: rule.format,
    valueUnit: rule.valueUnit,
  }
}

const longestName = 20

function groupLines(
  group: ComparedGroup,
  curves: readonly GroupedCurve[],
  measure: SeedMeasure,
  factor: number,
  { perOf, how }: SeedPanelRequest,
): Line[] {
  const per = perOf(group.group.runs[0])
  const { train, test } = measureRule(measure)
  const found = (series: string | null): GroupedCurve | undefined =>
    curves.find((curve) => curve.group === keyOf(group) && curve.series === series && curve.steps.length > 0)
  const scaled = (values: Float64Array): Float64Array => values.map((value) => value * factor)
  const line = (curve: GroupedCurve, weight: Line['weight'], named: boolean): Line => ({
    id: `${keyOf(group)} ${weight}`,
    name: `${group.name}, ${weight === 'bold' ? 'test' : 'training'}`,
    how: `mean over seeds of ${weight === 'bold' ? 'each evaluation' : how}`,
    x: per === 1 ? curve.x : curve.x.map((value) => value / per),
    y: scaled(curve.mean),
    colour: group.stroke.colour,
    dash: group.stroke.dash,
    marker: group.stroke.marker,
    weight,
    odd: [],
    short: null,
    endLabel: named ? `${shortName(group.name, longestName)}, n = ${curve.n.at(-1) ?? 0}` : null,
    ...(curve.low.some(Number.isFinite) ? { band: { low: scaled(curve.low), high: scaled(curve.high) } } : {}),
  })
  const [thin, bold] = [found(train), found(test)]
  return [...(thin ? [line(thin, 'thin', bold === undefined)] : []), ...(bold ? [line(bold, 'bold', true)] : [])]
}

export interface SeedValue {
  readonly n: number
  readonly mean: number
  /** Null where there is one run. */
  readonly low: number | null
  readonly high: number | null
}

/** What a group's curve says at a place along x, at its end where it is null; null before the first and where it has none. */
export function seedValue(curves: readonly GroupedCurve[], group: string, series: string, x: number | null): SeedValue | null {
  const curve = curves.find((candidate) => candidate.group === group && candidate.series === series)
  const last = curve?.x.at(-1)
  if (!curve || last === undefined || (x !== null && x > last)) return null
  const found = x === null ? curve.x.length - 1 : indexAt(curve.x, x)
  // A break stands at the step before it.
  const at = Number.isNaN(curve.mean[found]) ? found - 1 : found
  const [mean, low = NaN, high = NaN, n = 0] = [curve.mean, curve.low, curve.high, curve.n].map((column) => column[at])
  if (mean === undefined || !Number.isFinite(mean)) return null
  return { n, mean, low: Number.isFinite(low) ? low : null, high: Number.isFinite(high) ? high : null }
}
