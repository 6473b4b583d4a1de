/** What was measured of runs: curves, and what is inside their networks. */
import { z } from 'zod'
import {
  histogramTensors,
  telemetryQuantities,
  type Histogram,
  type TelemetryLines,
  type TelemetryView,
} from '../../graph/telemetry.ts'
import { curveClocks } from '../../store/curves/clock.ts'
import type { GroupedCurve } from '../../store/curves/grouped-curves.ts'
import { smoothings } from '../../store/curves/smoothings.ts'
import type { Curve } from '../../store/run.ts'
import { spreads } from '../../statistics/spread.ts'
import { id } from './parameters.ts'

export const measurementCalls = {
  /** Measures how weights, gradient and response of every layer are spread, at the next step of a run at work. */
  'runs.measureHistograms': z.strictObject({ id }),
} satisfies Record<string, z.ZodType>

export interface MeasurementResults {
  'runs.measureHistograms': null
}

const series = z
  .array(
    z.enum([
      'trainLoss',
      'trainError',
      'learningRate',
      'stepMs',
      'testLoss',
      'testError',
      'testTopFiveError',
      'validationLoss',
      'validationError',
      'validationTopFiveError',
    ]),
  )
  .min(1)
/** Buckets across the range, about one a pixel. */
const buckets = z.number().int().min(2).max(8192)
/** Weight of the past in the exponential average; 0 is none. */
const smoothing = z.literal(smoothings)

export const measurementStreams = {
  curves: z.strictObject({
    runs: z.array(id).max(64),
    series,
    buckets,
    smoothing,
    /** What stands along x, and what the range is in: steps, or milliseconds at work or since the beginning. */
    x: z.enum(curveClocks),
    /** Whether x is logarithmic. */
    log: z.boolean(),
    from: z.number().min(0).nullable(),
    to: z.number().min(0).nullable(),
  }),
  /** Means over the runs of each group at each step, with a band around them. */
  groupCurves: z.strictObject({
    groups: z.array(z.strictObject({ key: id, runs: z.array(id).max(256) })).max(64),
    series,
    buckets,
    smoothing,
    spread: z.enum(spreads),
    /** What stands along x, and what the range is in; each step of a group stands at the mean of where its runs had done it. */
    x: z.enum(curveClocks),
    log: z.boolean(),
    from: z.number().min(0).nullable(),
    to: z.number().min(0).nullable(),
  }),
  /** What was measured inside a run's network: one quantity in all layers over its steps, thinned to `columns` of them. */
  telemetry: z.strictObject({
    id,
    quantity: z.enum(telemetryQuantities),
    columns: z.number().int().min(2).max(4096),
    from: z.number().min(0).nullable(),
    to: z.number().min(0).nullable(),
    /** Only these layers or blocks, only what lies this deep; null is all. */
    of: z.array(id).max(64).nullable(),
    depth: z.strictObject({ from: z.number().min(0), to: z.number().min(0) }).nullable(),
  }),
  /** What was measured of one layer or block of several runs, each over its own range of steps, in `columns` entries at most. */
  telemetryLines: z.strictObject({
    runs: z.array(z.strictObject({ id, from: z.number().min(0).nullable(), to: z.number().min(0).nullable() })).max(64),
    quantities: z.array(z.enum(telemetryQuantities)).min(1).max(telemetryQuantities.length),
    layer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('first') }),
      z.strictObject({ kind: z.literal('last') }),
      z.strictObject({ kind: z.literal('named'), name: z.string().max(300) }),
    ]),
    columns: z.number().int().min(2).max(8192),
  }),
  /** The newest histograms of a run, one for each layer that was measured. */
  histograms: z.strictObject({ id, tensor: z.enum(histogramTensors) }),
} satisfies Record<string, z.ZodType>

export interface MeasurementValues {
  curves: Curve[]
  groupCurves: GroupedCurve[]
  telemetry: TelemetryView | null
  telemetryLines: TelemetryLines
  histograms: Histogram[]
}
