/** The charts of one run from its curves: errors, loss, learning rate and speed over what stands along x. */
import type { Curve, TrainedRun } from '../../../core/store/run.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import { formatCount, formatErrorNumber, formatLoss, formatRate } from '../../format.ts'
import { imagesPerStep } from '../../../core/recipe/schedule.ts'
import { oddIn, type Line, type Mark, type Panel, type Point, type Range } from '../../components/charts/chart.ts'
import { runStroke } from '../../components/charts/run-colour.ts'
import { formatAxisValue } from '../../components/charts/ticks.ts'
import type { LineFigure } from './run-figures.ts'
import type { PlaceOfStep } from '../../components/charts/x-axis.ts'
import { isLogarithmic, schedulePoints } from '../train/schedule-points.ts'
import { stepsDone } from '../../../core/compare/steps-done.ts'
import { isOver } from '../../../core/compare/run-states.ts'

export interface PanelRequest {
  readonly run: TrainedRun
  readonly curves: readonly Curve[]
  readonly logarithmic: boolean
  /** How much of what the curves have along x is one unit of x. */
  readonly per: number
  readonly place: PlaceOfStep
  /** Whether what is planned has a place: along a clock nobody knows when it will be. */
  readonly ahead: boolean
  /** What the training lines are: "exponential average, weight 0.9". */
  readonly how: string
}

const times = (values: Float64Array, factor: number): Float64Array =>
  factor === 1 ? values : values.map((value) => value * factor)

/** One of them; its height among the others is its weight. */
export function runPanel(figure: LineFigure, weight: number, request: PanelRequest): Panel {
  const { run, logarithmic, place, ahead } = request
  const { record } = run
  const usual = { id: figure, weight, log: logarithmic, points: [], formatTick: formatAxisValue, valueUnit: '' }
  switch (figure) {
    case 'error':
      return {
        ...usual,
        title: 'Error',
        unit: '%, training thin, test bold',
        lines: pair(request, 'trainError', 'testError', 100, (value) => value.toFixed(2)),
        points: bestPoint(run, place),
        fallback: { min: logarithmic ? 1 : 0, max: 100 },
        formatValue: formatErrorPercent,
        valueUnit: '%',
      }
    case 'top-5':
      return {
        ...usual,
        title: 'Top-5 error',
        unit: run.testError !== null && run.testTopFiveError === null ? '%: was not measured' : '%, test',
        lines: pair(request, null, 'testTopFiveError', 100, (value) => value.toFixed(2)),
        fallback: { min: logarithmic ? 1 : 0, max: 100 },
        formatValue: formatErrorPercent,
        valueUnit: '%',
      }
    case 'loss':
      return {
        ...usual,
        title: 'Loss',
        unit: 'cross-entropy',
        lines: pair(request, 'trainLoss', 'testLoss', 1, null),
        fallback: { min: logarithmic ? 0.1 : 0, max: 3 },
        formatValue: formatLoss,
      }
    case 'rate':
      return {
        ...usual,
        title: 'Learning rate',
        unit: '',
        log: isLogarithmic(record.recipe) && spreadsOut(record.recipe, record.totalSteps),
        lines: rateLine(request),
        ...(isOver(run) || !ahead ? {} : { planned: plannedRate(run, place) }),
        fallback: plannedRange(record.recipe, record.totalSteps),
        formatValue: formatRate,
      }
    case 'speed':
      return {
        ...usual,
        title: 'Speed',
        unit: 'images/s',
        lines: speedLine(request),
        fallback: { min: logarithmic ? 1 : 0, max: 100 },
        formatValue: formatCount,
      }
  }
}

const formatErrorPercent = (value: number): string => (Number.isFinite(value) ? formatErrorNumber(value / 100) : 'not a number')

const none = { marker: null, dash: null, odd: [] } as const

function speedLine({ run, curves, per, how }: PanelRequest): Line[] {
  const curve = curves.find((candidate) => candidate.series === 'stepMs')
  if (!curve || curve.steps.length === 0) return []
  const { x, y, band } = speedOf(curve, imagesPerStep(run.record.recipe), per)
  return [
    {
      ...none,
      id: 'stepMs',
      name: run.record.name,
      how,
      x,
      y,
      band,
      gaps: gapsOf(curve, per),
      colour: runStroke(run.record.color).colour,
      weight: 'thin',
      short: '',
      endLabel: null,
    },
  ]
}

/** Images a second from milliseconds of a step; the quickest step is the highest. */
export function speedOf({ x, line, low, high }: Curve, images: number, per: number): Required<Pick<Line, 'x' | 'y' | 'band'>> {
  const speed = (milliseconds: Float64Array): Float64Array => milliseconds.map((value) => (1000 * images) / value)
  return { x: times(x, 1 / per), y: speed(line), band: { low: speed(high), high: speed(low) } }
}

/** Where nothing was at work, in units of x. */
export const gapsOf = ({ gaps }: Pick<Curve, 'gaps'>, per: number): Range[] =>
  gaps.map(({ from, to }) => ({ from: from / per, to: to / per }))

/** Training with its raw range, test as it was measured. */
function pair(
  request: PanelRequest,
  train: Curve['series'] | null,
  test: Curve['series'],
  factor: number,
  label: ((value: number) => string) | null,
): Line[] {
  const { run, curves, per, how } = request
  const { colour } = runStroke(run.record.color)
  // Alone, it needs no dashes to be told apart.
  const lines: Line[] = []
  for (const [series, short] of [
    [train, 'train'],
    [test, 'test'],
  ] as const) {
    const curve = curves.find((candidate) => candidate.series === series)
    if (!curve || curve.steps.length === 0) continue
    const y = times(curve.line, factor)
    const said = short === 'train' ? times(curve.recent, factor) : y
    const last = said.findLast(Number.isFinite)
    const x = times(curve.x, 1 / per)
    const broken = short === 'train' ? brokenAt(request, label !== null) : {}
    lines.push({
      id: curve.series,
      name: `${run.record.name}, ${short === 'train' ? 'training' : 'test'}`,
      how: short === 'train' ? how : 'each evaluation',
      x,
      y,
      gaps: gapsOf(curve, per),
      said,
      colour,
      dash: null,
      marker: null,
      odd: oddIn(x, curve.low).filter((place) => place.x !== broken.broken?.x),
      weight: short === 'test' ? 'bold' : 'thin',
      ...(short === 'train' ? { band: { low: times(curve.low, factor), high: times(curve.high, factor) } } : {}),
      short,
      // A run that broke says so at its end.
      endLabel: label && last !== undefined && !(short === 'train' && hasBroken(run)) ? `${short} ${label(last)}` : null,
      ...broken,
    })
  }
  return lines
}

const hasBroken = ({ status }: TrainedRun): boolean => status.kind === 'crashed' || status.kind === 'diverged'

function brokenAt({ run: { status }, place }: PanelRequest, named: boolean): Pick<Line, 'broken'> {
  if (status.kind !== 'crashed' && status.kind !== 'diverged') return {}
  return { broken: { x: place(status.step), text: named ? `${status.kind} at ${formatCount(status.step)}` : '' } }
}

function bestPoint({ bestStep, bestTestError, record }: TrainedRun, place: PlaceOfStep): Point[] {
  if (bestStep === null || bestTestError === null) return []
  const text = `best ${formatErrorNumber(bestTestError)}`
  return [{ x: place(bestStep), y: bestTestError * 100, colour: runStroke(record.color).colour, text }]
}

function rateLine({ run, curves, per }: PanelRequest): Line[] {
  const curve = curves.find((candidate) => candidate.series === 'learningRate')
  if (!curve || curve.steps.length === 0) return []
  return [
    {
      ...none,
      id: 'learningRate',
      name: run.record.name,
      how: 'of each step',
      gaps: gapsOf(curve, per),
      x: times(curve.x, 1 / per),
      y: curve.line,
      colour: '--ink',
      weight: 'rate',
      stepped: true,
      short: '',
      endLabel: null,
    },
  ]
}

/** The learning rate from where the run is to its end, as far as it can be told ahead. */
export function plannedRate(run: TrainedRun, place: PlaceOfStep): { x: number[]; y: number[] } {
  const { record, totalSteps, rateScale } = run
  const points = schedulePoints(record.recipe, record.totalSteps, stepsDone(run), totalSteps)
  return { x: points.map(({ step }) => place(step)), y: points.map(({ rate }) => rate * rateScale) }
}

/** Whether the rate is more than one. */
function spreadsOut(recipe: Recipe, totalSteps: number): boolean {
  const { min, max } = plannedRange(recipe, totalSteps)
  return recipe.learningRate.kind === 'plateau' || min < max
}

function plannedRange(recipe: Recipe, totalSteps: number): { min: number; max: number } {
  const rates = schedulePoints(recipe, totalSteps).map(({ rate }) => rate)
  return { min: Math.min(...rates), max: Math.max(...rates) }
}

/** Rate drops that the schedule has at steps, and starts after the first, through all panels. */
export function runMarks(
  run: TrainedRun,
  events: readonly { step: number; attempt: number; kind: string }[],
  place: PlaceOfStep,
): Mark[] {
  const { learningRate: schedule } = run.record.recipe
  const { divisor, after } = schedule.kind === 'steps' ? schedule : { divisor: 1, after: [] }
  const done = stepsDone(run)
  const ended = isOver(run)
  const drops = after
    .filter((drop) => drop < run.totalSteps && (drop <= done || !ended))
    .map((drop): Mark => ({ x: place(drop), kind: 'drop', text: `rate ÷ ${formatRate(divisor)}`, planned: drop > done }))
  const starts = events
    .filter((event) => event.kind === 'started' && event.attempt > 1)
    .map((event): Mark => ({ x: place(event.step), kind: 'start', text: `resumed, attempt ${event.attempt}`, planned: false }))
  return [...drops, ...starts].sort((a, b) => a.x - b.x)
}

/** Shares of the whole run that x may end at: it grows with the run, so that a young one fills more than a pixel. */
const shares = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]

/** All of x by steps for a run: to its planned end; for a young one, or one that ended early, to a share of it that it fills by half or so. */
export function runExtent(run: TrainedRun, unit: number): Range {
  const { status, totalSteps } = run
  const done = stepsDone(run)
  if (status.kind === 'queued' || done === 0) return { from: 0, to: totalSteps / unit }
  const share = shares.find((candidate) => done <= 0.75 * candidate * totalSteps) ?? 1
  return { from: 0, to: Math.max(1, Math.ceil(totalSteps * share)) / unit }
}
