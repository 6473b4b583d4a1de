/** The figures of a run that can be compared, drawn against each other and averaged over seeds. */
import { depthOf } from '../architecture/walk-network.ts'
import { bytesText } from '../text/bytes-text.ts'
import { countText } from '../text/count-text.ts'
import { durationText } from '../text/duration-text.ts'
import type { RunSummary } from '../store/run.ts'
import { stepsDone } from './steps-done.ts'

/** `error`: a fraction from 0 to 1, shown in %. `count`: a whole number. `time`: milliseconds. */
/** `number`: as it is. `choice`: the place of a word among the figure's `choices`, from 0. */
export type FigureKind = 'error' | 'loss' | 'count' | 'time' | 'bytes' | 'rate' | 'number' | 'choice'

export interface Figure {
  readonly id: string
  /** As an axis is titled, without its unit. */
  readonly name: string
  readonly kind: FigureKind
  /** Null where the run has it not, or not yet. */
  of(run: RunSummary): number | null
  /** Whether it is measured, and so another one with another seed. */
  readonly measured: boolean
  /** Whether its axis is logarithmic where nothing else is said. */
  readonly log?: boolean
  readonly choices?: readonly string[]
}

const figure = (id: string, name: string, kind: FigureKind, of: Figure['of'], measured = true): Figure => ({
  id,
  name,
  kind,
  of,
  measured,
})

export const figures = [
  figure('test-error', 'Test error', 'error', ({ testError }) => testError),
  figure('best-test-error', 'Best test error', 'error', ({ bestTestError }) => bestTestError),
  figure('test-top-5-error', 'Test error, top-5', 'error', ({ testTopFiveError }) => testTopFiveError),
  figure('training-error', 'Training error', 'error', ({ trainError }) => trainError),
  figure('validation-error', 'Validation error', 'error', ({ validationError }) => validationError),
  figure('test-loss', 'Test loss', 'loss', ({ testLoss }) => testLoss),
  figure('training-loss', 'Training loss', 'loss', ({ trainLoss }) => trainLoss),
  figure('training-time', 'Training time', 'time', ({ trainedMs }) => trainedMs),
  figure('step-time', 'Time of a step', 'time', ({ stepMs }) => stepMs),
  figure('speed', 'Images a second', 'rate', ({ imagesPerSecond }) => imagesPerSecond),
  figure('peak-memory', 'Peak memory', 'bytes', ({ peakBytes }) => peakBytes),
  figure('size', 'Size on disk', 'bytes', ({ bytes }) => bytes),
  figure('layers', 'Layers', 'count', ({ record }) => record.architecture && depthOf(record.architecture), false),
  figure('parameters', 'Parameters', 'count', ({ record }) => record.parameters, false),
  figure('macs', 'MACs', 'count', ({ record }) => record.macs, false),
  figure('steps', 'Steps done', 'count', stepsDone, false),
  figure('seed', 'Seed', 'count', ({ record }) => record.recipe?.seed ?? null, false),
] as const satisfies readonly Figure[]

export function figureNamed(id: string): Figure {
  return figures.find((candidate) => candidate.id === id) ?? figures[0]
}

/** The one of that id among some, else their first. */
export function figureAmong(some: readonly Figure[], id: string): Figure {
  return some.find((candidate) => candidate.id === id) ?? some[0] ?? figures[0]
}

/** A value as it stands in a sentence, with its unit. */
export function figureText(kind: FigureKind, value: number): string {
  if (kind === 'time') return value < 1000 ? `${value.toFixed(1)} ms` : durationText(value)
  if (kind === 'bytes') return bytesText(value)
  if (kind === 'count') return countText(value)
  return kind === 'error' ? `${figureNumber(kind, value)} %` : figureNumber(kind, value)
}

/** The same for a column whose head carries the unit. */
export function figureNumber(kind: FigureKind, value: number): string {
  if (kind === 'error') return signless((100 * value).toFixed(2))
  if (kind === 'loss') return signless(value.toFixed(3))
  if (kind === 'rate') return countText(value)
  if (kind === 'number' || kind === 'choice') return signless(String(Number(value.toPrecision(6))))
  return figureText(kind, value)
}

/** A difference with its sign: `−1.63`, `+4.66`, `same`. */
export function differenceText(kind: FigureKind, difference: number): string {
  const size = figureNumber(kind, Math.abs(difference))
  if (size === figureNumber(kind, 0)) return 'same'
  return `${difference < 0 ? '−' : '+'}${size}`
}

function signless(text: string): string {
  return text.replace('-', '−')
}
