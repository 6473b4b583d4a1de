/** What runs are compared by: which series, how they are drawn, and their words. */
import type { ChartArrangement } from '../../../core/api/contract/charts.ts'
import { telemetryQuantities, type TelemetryQuantity } from '../../../core/graph/telemetry.ts'
import { imagesPerStep } from '../../../core/recipe/schedule.ts'
import type { AnyRunRecord, Curve } from '../../../core/store/run.ts'
import type { FigureChoice } from '../../components/charts/arrange.ts'
import { formatCount, formatErrorNumber, formatLoss, formatRate } from '../../format.ts'
import { formatMeasured, quantityWords } from '../run/inside/quantities.ts'

type LineMeasure = 'error' | 'top-5' | 'loss' | 'rate' | 'speed'
/** What each step or evaluation has, or what was measured inside at one layer. */
export type Measure = LineMeasure | TelemetryQuantity

export const isInside = (measure: Measure): measure is TelemetryQuantity => measure in quantityWords

export interface MeasureRule {
  readonly title: string
  /** Unit and legend, as they stand beside the title. */
  readonly unit: string
  /** Of the steps, and of the evaluations, where they have it. */
  readonly train: Curve['series'] | null
  readonly test: Curve['series'] | null
  /** Captions of the table's columns; empty where there is none. */
  readonly captions: { readonly train: string; readonly test: string }
  /** Whether smoothing makes sense of it. */
  readonly smoothed: boolean
  /** Has its value since the point before. */
  readonly stepped: boolean
  /** As it is drawn, from what the lab gives. */
  readonly drawn: (value: number, record: AnyRunRecord) => number
  /** Larger values are drawn lower. */
  readonly turned: boolean
  readonly format: (value: number) => string
  readonly valueUnit: string
  readonly fallback: { readonly min: number; readonly max: number }
}

const said = (format: (value: number) => string) => (value: number) => (Number.isFinite(value) ? format(value) : 'not a number')

const lineRules: Readonly<Record<LineMeasure, MeasureRule>> = {
  error: {
    title: 'Error',
    unit: '%, training thin, test bold',
    train: 'trainError',
    test: 'testError',
    captions: { train: 'Training, %', test: 'Test, %' },
    smoothed: true,
    stepped: false,
    drawn: (value) => value * 100,
    turned: false,
    format: said((value) => formatErrorNumber(value / 100)),
    valueUnit: '%',
    fallback: { min: 0, max: 100 },
  },
  'top-5': {
    title: 'Top-5 error',
    unit: '%, test',
    train: null,
    test: 'testTopFiveError',
    captions: { train: '', test: 'Test, %' },
    smoothed: false,
    stepped: false,
    drawn: (value) => value * 100,
    turned: false,
    format: said((value) => formatErrorNumber(value / 100)),
    valueUnit: '%',
    fallback: { min: 0, max: 100 },
  },
  loss: {
    title: 'Loss',
    unit: 'cross-entropy, training thin, test bold',
    train: 'trainLoss',
    test: 'testLoss',
    captions: { train: 'Training', test: 'Test' },
    smoothed: true,
    stepped: false,
    drawn: (value) => value,
    turned: false,
    format: formatLoss,
    valueUnit: '',
    fallback: { min: 0, max: 3 },
  },
  rate: {
    title: 'Learning rate',
    unit: '',
    train: 'learningRate',
    test: null,
    captions: { train: 'Rate', test: '' },
    smoothed: false,
    stepped: true,
    drawn: (value) => value,
    turned: false,
    format: said(formatRate),
    valueUnit: '',
    fallback: { min: 0, max: 0.1 },
  },
  speed: {
    title: 'Speed',
    unit: 'images/s',
    train: 'stepMs',
    test: null,
    captions: { train: 'Images/s', test: '' },
    smoothed: true,
    stepped: false,
    drawn: (value, { recipe }) => (recipe === null ? NaN : (1000 * imagesPerStep(recipe)) / value),
    turned: true,
    format: said(formatCount),
    valueUnit: '',
    fallback: { min: 0, max: 100 },
  },
}

function insideRule(quantity: TelemetryQuantity): MeasureRule {
  const { title, about, of } = quantityWords[quantity]
  return {
    title,
    unit: about,
    train: null,
    test: null,
    captions: { train: `Of the ${of}`, test: '' },
    smoothed: false,
    stepped: false,
    drawn: (value) => value,
    turned: false,
    format: formatMeasured,
    valueUnit: '',
    fallback: { min: 0, max: 1 },
  }
}

export function measureRule(measure: Measure): MeasureRule {
  return isInside(measure) ? insideRule(measure) : lineRules[measure]
}

/** In the order in which they are offered, with their heights beside each other. */
export const measureChoices: readonly FigureChoice<Measure>[] = [
  { value: 'error', label: 'error', height: 2 },
  { value: 'top-5', label: 'top-5 error', height: 1 },
  { value: 'loss', label: 'loss', height: 1 },
  { value: 'rate', label: 'learning rate', height: 1 },
  { value: 'speed', label: 'speed', height: 1 },
  ...telemetryQuantities.map((value) => ({ value, label: quantityWords[value].title.toLowerCase(), height: 1 })),
]

export const usualComparison: ChartArrangement = [{ figure: 'error', height: 2 }]
