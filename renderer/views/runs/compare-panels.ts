/** The panels of a comparison: each run in its colour, training thin, test bold. */
import type { Curve, RunSummary } from '../../../core/store/run.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import { oddIn, type Line, type Mark, type Panel, type Range } from '../../components/charts/chart.ts'
import { runStroke } from '../../components/charts/run-colour.ts'
import { formatAxisValue } from '../../components/charts/ticks.ts'
import type { PlaceOfStep } from '../../components/charts/x-axis.ts'
import { formatCount, formatRate } from '../../format.ts'
import { stepsDone } from '../../../core/compare/steps-done.ts'
import { joinMarks } from '../run/event-marks.ts'
import { gapsOf } from '../run/run-panels.ts'
import { shortName } from './distinct-names.ts'
import { measureRule, type Measure } from './measures.ts'

export interface ComparedRun {
  readonly run: RunSummary
  readonly name: string
  /** How much of what the curves have along x is one unit of x. */
  readonly per: number
  readonly place: PlaceOfStep
}

export const longestLabel = 22

/** With more runs than this their raw ranges would hide the lines. */
export const mostRanges = 2

/** `how` says what the training lines are. */
export function comparePanel(
  compared: readonly ComparedRun[],
  curves: readonly Curve[],
  {
    measure,
    weight,
    logarithmic,
    how,
  }: { measure: Measure; weight: number; logarithmic: boolean; how: (curve: Curve) => string },
): Panel {
  const { title, unit, fallback, format, valueUnit } = measureRule(measure)
  return {
    id: measure,
    title,
    unit,
    weight,
    log: logarithmic,
    lines: compared.flatMap((one) => runLines(one, curves, measure, { ranges: compared.length <= mostRanges, how })),
    points: [],
    fallback: { min: logarithmic ? fallback.max / 100 : fallback.min, max: fallback.max },
    // Without a run the axes stay, and say nothing.
    formatTick: compared.length === 0 ? () => '' : formatAxisValue,
    formatValue: format,
    valueUnit,
  }
}

function runLines(
  { run, name, per, place }: ComparedRun,
  curves: readonly Curve[],
  measure: Measure,
  { ranges, how }: { ranges: boolean; how: (curve: Curve) => string },
): Line[] {
  const stroke = runStroke(run.record.color)
  const rule = measureRule(measure)
  const found = (series: string | null): Curve | undefined =>
    curves.find((curve) => curve.run === run.record.id && curve.series === series && curve.steps.length > 0)
  const drawn = (values: Float64Array): Float64Array => values.map((value) => rule.drawn(value, run.record))
  const line = (
    curve: Curve,
    rest: Pick<Line, 'id' | 'name' | 'how' | 'weight' | 'endLabel'> & Partial<Omit<Line, 'name' | 'how'>>,
  ): Line => {
    const x = curve.x.map((value) => value / per)
    return {
      x,
      y: drawn(curve.line),
      ...stroke,
      odd: oddIn(x, curve.low),
      short: null,
      stepped: rule.stepped,
      gaps: gapsOf(curve, per),
      ...rest,
    }
  }
  const [train, test] = [found(rule.train), found(rule.test)]
  const label = shortName(name, longestLabel)
  const { status } = run
  const broken = status.kind === 'crashed' || status.kind === 'diverged' ? { broken: { x: place(status.step), text: '' } } : {}
  const bandOf = ({ low, high }: Curve): Pick<Line, 'band'> => {
    const [from, to] = rule.turned ? [high, low] : [low, high]
    return ranges && rule.smoothed ? { band: { low: drawn(from), high: drawn(to) } } : {}
  }
  return [
    ...(train
      ? [
          line(train, {
            id: `${run.record.id} train`,
            name: rule.test ? `${name}, training` : name,
            how: rule.smoothed ? how(train) : 'each step',
            weight: rule.stepped ? 'rate' : 'thin',
            ...(rule.stepped ? {} : { said: drawn(train.recent) }),
            endLabel: test ? null : label,
            ...bandOf(train),
            ...broken,
          }),
        ]
      : []),
    ...(test
      ? [
          line(test, {
            id: `${run.record.id} test`,
            name: `${name}, test`,
            how: 'each evaluation',
            weight: 'bold',
            stepped: false,
            endLabel: label,
          }),
        ]
      : []),
  ]
}

/** By steps from 0 to where the longest of them is; to the planned end where none has begun. Without a run, x has a length but no numbers. */
export function compareExtent(compared: readonly ComparedRun[]): Range {
  const done = Math.max(0, ...compared.map(({ run, per }) => stepsDone(run) / per))
  if (done > 0) return { from: 0, to: done }
  const planned = Math.max(0, ...compared.map(({ run, per }) => run.record.totalSteps / per))
  return { from: 0, to: planned > 0 ? planned : 1 }
}

/** Rate drops that all of them have at the same place. */
function commonDrops(compared: readonly ComparedRun[]): Mark[] {
  const planned = compared.map(({ run, place }) => plannedDrops(run.record.recipe, place))
  const [first = [], ...others] = planned
  return first
    .filter((drop) =>
      others.every((drops) => drops.some((other) => other.divisor === drop.divisor && Math.abs(other.x - drop.x) < 1e-9)),
    )
    .map(({ x, divisor }): Mark => ({ x, kind: 'drop', text: `rate ÷ ${formatRate(divisor)}`, planned: false }))
}

/** Rate drops that all have at the same place; by time each stands where its own run had come to it, with whose it is. */
export function dropMarks(compared: readonly ComparedRun[], byTime: boolean): Mark[] {
  if (!byTime) return commonDrops(compared)
  const own = compared.flatMap(({ run, name, place }) =>
    plannedDrops(run.record.recipe, place).map(({ x, divisor }): Mark => {
      const whose = compared.length === 1 ? '' : `, ${shortName(name, longestLabel)}`
      return { x, kind: 'drop', text: `rate ÷ ${formatRate(divisor)}${whose}`, planned: false }
    }),
  )
  return joinMarks(own.filter(({ x }) => Number.isFinite(x)))
}

function plannedDrops(recipe: Recipe | null, place: PlaceOfStep): { x: number; divisor: number }[] {
  if (recipe?.learningRate.kind !== 'steps') return []
  const { learningRate } = recipe
  return learningRate.after.map((drop) => ({ x: place(drop), divisor: learningRate.divisor }))
}

export interface ValueRow {
  readonly id: string
  readonly name: string
  readonly colour: string
  readonly dash: boolean
  readonly train: number | null
  readonly test: number | null
}

/** The values at the cursor (at each run's end where there is none), smallest test value first, or training value where there is no test; runs without one last. */
export function valueRows(compared: readonly ComparedRun[], panel: Panel, valueOf: (line: Line) => number | null): ValueRow[] {
  const rows = compared.map(({ run, name }) => {
    const { colour, dash } = runStroke(run.record.color)
    const of = (kind: string): number | null => {
      const line = panel.lines.find((candidate) => candidate.id === `${run.record.id} ${kind}`)
      return line ? valueOf(line) : null
    }
    return { id: run.record.id, name, colour, dash: dash !== null, train: of('train'), test: of('test') }
  })
  return rows.sort((a, b) => (a.test ?? Infinity) - (b.test ?? Infinity) || (a.train ?? Infinity) - (b.train ?? Infinity))
}

/** "4 of 12 runs are drawn" where there are more than can be told apart. */
export function leftOut(drawn: number, all: number): string {
  return drawn < all ? `${formatCount(drawn)} of ${formatCount(all)} ticked runs are drawn` : ''
}
