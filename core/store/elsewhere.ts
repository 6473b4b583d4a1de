/** What run.json says of a run that another program trained: its figures came from there, and neither network, recipe nor checkpoint did. */
import { z } from 'zod'
import { visibleText } from '../text/visible-text.ts'
import type { EvaluationSeries, StepSeries } from './run.ts'

/** The figures that a run trained elsewhere may have. */
export const elsewhereSeries = [
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
] as const satisfies readonly (StepSeries | EvaluationSeries)[]
export type ElsewhereSeries = (typeof elsewhereSeries)[number]

/** What is not known of a run that was trained elsewhere. */
export const unknownElsewhere = {
  architecture: null,
  dataset: null,
  recipe: null,
  stepsPerEpoch: null,
  parameters: null,
  macs: null,
  origin: null,
  device: null,
  predicted: null,
} as const

/** Of any length, as it was made. */
const anyName = z.string().overwrite(visibleText)

/** What one of its figures was there. */
export const elsewhereFigureSchema = z.strictObject({
  series: z.enum(elsewhereSeries),
  /** Folder of the tag, below that of the run, and the tag. */
  folder: z.string(),
  tag: z.string(),
  /** How the numbers there became the figure: an accuracy counts down from 1, or from 100 as percents do. */
  as: z.enum(['as it is', 'percent', 'accuracy', 'accuracy in percent']),
})

export const elsewhereSchema = z.strictObject({
  from: z.literal('tensorboard'),
  /** Folder that the event files were in, below the one that was imported; empty where it was that one. */
  folder: anyName,
  /** Milliseconds since 1970. */
  importedAt: z.number(),
  figures: z.array(elsewhereFigureSchema),
  /** What of the files could not be read, as sentences. */
  damage: z.array(anyName),
})

export type Elsewhere = Readonly<z.infer<typeof elsewhereSchema>>

/** Wherever a run of it is told of. */
export const elsewhereWords = 'imported from TensorBoard'

export type ElsewhereFigure = Readonly<z.infer<typeof elsewhereFigureSchema>>

export const seriesWords: Readonly<Record<ElsewhereSeries, string>> = {
  trainLoss: 'training loss',
  trainError: 'training error',
  learningRate: 'learning rate',
  stepMs: 'milliseconds of a step',
  testLoss: 'test loss',
  testError: 'test error',
  testTopFiveError: 'test error, top-5',
  validationLoss: 'validation loss',
  validationError: 'validation error',
  validationTopFiveError: 'validation error, top-5',
}

export const conversionWords: Readonly<Record<ElsewhereFigure['as'], string>> = {
  'as it is': '',
  percent: ', in percent',
  accuracy: ', counted down from 1',
  'accuracy in percent': ', counted down from 100 %',
}

/** What a figure was there: `test error: accuracy of test, counted down from 1`. */
export function figureWords({ series, folder, tag, as }: ElsewhereFigure): string {
  return `${seriesWords[series]}: ${tag}${folder === '' ? '' : ` of ${folder}`}${conversionWords[as]}`
}
