/** The panel of a comparison: each run in its colour, training thin, test bold. */
import type { Curve, RunSummary } from '../../../core/store/run.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import type { Line, Mark, Panel, Range } from '../../components/charts/chart.ts'
import { runStroke } from '../../components/charts/run-colour.ts'
import { formatAxisValue } from '../../components/charts/ticks.ts'
import { formatCount, formatErrorNumber, formatLoss, formatRate } from '../../format.ts'
import { stepsDone } from '../../../core/api/steps-done.ts'
import { shortName } from './distinct-names.ts'

export type Measure = 'error' | 'loss'

export interface ComparedRun {
  readonly run: RunSummary
  readonly name: string
  /** Steps in one unit of x: 1, or an epoch's. */
  readonly unit: number
}

export const longestLabel = 22

export const seriesOf = { error: ['trainError', 'testError'], loss: ['trainLoss', 'testLoss'] } as const

/** With more runs than this their raw ranges would hide the lines. */
const mostRanges = 2

export function comparePanel(
  compared: readonly ComparedRun[],
  curves: readonly Curve[],
  measure: Measure,
  logarithmic: boolean,
): Panel {
  const factor = measure === 'error' ? 100 : 1
  const lines = compared.flatMap((one) => runLines(one, curves, measure, factor, compared.length <= mostRanges))
  return {
    id: measure,
    title: measure === 'error' ? 'Error' : 'Loss',
    unit: measure === 'error' ? '%, training thin, test bold' : 'cross-entropy, training thin, test bold',
    weight: 1,
    log: logarithmic,
    lines,
    points: [],
    fallback: { min: logarithmic ? 1 : 0, max: measure === 'error' ? 100 : 3 },
    // Without a run the axes stay, and say nothing.
    formatTick: compared.length === 0 ? () => '' : formatAxisValue,
    formatValue:
      measure === 'error' ? (value) => (Number.isFinite(value) ? formatErrorNumber(value / 100) : 'not a number') : formatLoss,
    valueUnit: measure === 'error' ? '%' : '',
  }
}

function runLines(
  { run, name, unit }: ComparedRun,
  curves: readonly Curve[],
  measure: Measure,
  factor: number,
  ranges: boolean,
): Line[] {
  const { colour, dash } = runStroke(run.record.color)
  const [trainSeries, testSeries] = seriesOf[measure]
  const found = (series: string): Curve | undefined =>
    curves.find((curve) => curve.run === run.record.id && curve.series === series && curve.steps.length > 0)
  const train = found(trainSeries)
  const test = found(testSeries)
  const line = (curve: Curve, rest: Pick<Line, 'id' | 'weight' | 'endLabel'> & Partial<Line>): Line => ({
    x: curve.steps.map((step) => step / unit),
    y: curve.line.map((value) => value * factor),
    colour,
    dash,
    short: null,
    ...rest,
  })
  const label = shortName(name, longestLabel)
  const { status } = run
  const broken = status.kind === 'crashed' || status.kind === 'diverged' ? { broken: { x: status.step / unit, text: '' } } : {}
  return [
    ...(train
      ? [
          line(train, {
            id: `${run.record.id} train`,
            weight: 'thin',
            said: train.recent.map((value) => value * factor),
            endLabel: test ? null : label,
            ...(ranges
              ? { band: { low: train.low.map((value) => value * factor), high: train.high.map((value) => value * factor) } }
              : {}),
            ...broken,
          }),
        ]
      : []),
    ...(test ? [line(test, { id: `${run.record.id} test`, weight: 'bold', endLabel: label })] : []),
  ]
}

/** From 0 to where the longest of them is; to the planned end where none has begun. Without a run, x has a length but no numbers. */
export function compareExtent(compared: readonly ComparedRun[]): Range {
  const done = Math.max(0, ...compared.map(({ run, unit }) => stepsDone(run) / unit))
  if (done > 0) return { from: 0, to: done }
  const planned = Math.max(0, ...compared.map(({ run, unit }) => run.record.totalSteps / unit))
  return { from: 0, to: planned > 0 ? planned : 1 }
}

/** Rate drops that all of them have at the same place. */
export function commonDrops(compared: readonly ComparedRun[]): Mark[] {
  const planned = compared.map(({ run, unit }) => plannedDrops(run.record.recipe, unit))
  const [first = [], ...others] = planned
  return first
    .filter((drop) =>
      others.every((drops) => drops.some((other) => other.divisor === drop.divisor && Math.abs(other.x - drop.x) < 1e-9)),
    )
    .map(({ x, divisor }): Mark => ({ x, kind: 'drop', text: `rate ÷ ${formatRate(divisor)}`, planned: false }))
}

function plannedDrops({ learningRate }: Recipe, unit: number): { x: number; divisor: number }[] {
  if (learningRate.kind !== 'steps') return []
  return learningRate.after.map((drop) => ({ x: drop / unit, divisor: learningRate.divisor }))
}

export interface ValueRow {
  readonly id: string
  readonly name: string
  readonly colour: string
  readonly dash: boolean
  readonly train: number | null
  readonly test: number | null
}

/** The values at a step (at each run's end where it is null), smallest test value first, runs without one last. */
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
