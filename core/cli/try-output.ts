/** What a try of one batch found, as text and as JSON. */
import type { FirstBatchState } from '../api/contract/first-batch.ts'
import { datasetNames } from '../datasets/names.ts'
import { firstBatchQuantities, neighbourDistances, type FirstBatchLayer } from '../graph/first-batch.ts'
import { findings, verdict } from '../graph/first-batch-findings.ts'
import { outliersWords } from '../graph/outliers.ts'
import type { FirstBatchSettings } from '../recipe/first-batch.ts'
import { bytesText } from '../text/bytes-text.ts'
import { visibleText } from '../text/visible-text.ts'
import { counted, table } from './text.ts'

export interface Tried extends Omit<Extract<FirstBatchState, { kind: 'done' }>, 'kind'> {
  readonly title: string
  readonly settings: FirstBatchSettings
}

/** One object: what is not finite is null. */
export function asJson({ title, settings, firstBatch, predicted, shared }: Tried): string {
  const { correlations, ...rest } = firstBatch
  const found = foundIn(settings, firstBatch)
  return JSON.stringify({
    event: 'tried',
    network: title,
    ...settings,
    verdict: verdict(found),
    findings: found,
    ...rest,
    neighbours: correlations.map((correlation, index) => ({ distance: neighbourDistances[index], correlation })),
    predicted,
    shared,
  })
}

export function asText({ title, settings, firstBatch, predicted, shared }: Tried): string {
  const { layers, loss, correlations, stepMs, timedSteps, peakBytes, device, outliers } = firstBatch
  const found = foundIn(settings, firstBatch)
  return [
    table(
      ['layer', 'depth', 'output', 'mean', 'std', 'std over images', 'gradient', 'by weights', '0 for all', '0 for none'],
      layers.map(row),
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    ),
    '',
    `${visibleText(title)}, ${imagesText(settings)}, ${settings.precision}, seed ${settings.seed}, on ${device}: loss ${number(loss)}`,
    `Correlation of gradients by distance: ${correlations.map((value, index) => `${value.toFixed(2)} at 1/${Math.round(1 / (neighbourDistances[index] ?? 1))}`).join(', ')}`,
    ...(outliers.length === 0 ? [] : [`Direct convolutions ${visibleText(outliersWords(outliers))}`]),
    `Step ${stepMs.toFixed(0)} ms, median of ${timedSteps}` +
      (shared ? ', while a run trained' : '') +
      (predicted === null
        ? '; not predicted, since this computer was not measured: calibrate does'
        : `; predicted ${predicted.stepMs.toFixed(0)} ms`),
    ...(peakBytes === null
      ? ['Memory was not measured: it is on the GPU.']
      : [`Memory ${bytesText(peakBytes)}` + (predicted === null ? '' : `; predicted ${bytesText(predicted.peakBytes)}`)]),
    `${visibleText(title)}: ${verdict(found)}`,
    ...found.map(({ text }) => `  ${text}`),
  ].join('\n')
}

/** "128 training images of CIFAR-10", "32 images of noise" */
function imagesText({ images, batchSize }: FirstBatchSettings): string {
  return images === 'noise'
    ? `${counted(batchSize, 'image')} of noise (standard normal)`
    : `${counted(batchSize, 'training image')} of ${datasetNames[images]}`
}

function foundIn({ images, batchSize }: FirstBatchSettings, firstBatch: Tried['firstBatch']) {
  return findings(firstBatch, images === 'noise' ? null : batchSize)
}

function row(layer: FirstBatchLayer): string[] {
  const shown = firstBatchQuantities.filter((quantity) => quantity !== 'weightNorm')
  return [
    layer.name,
    String(layer.depth),
    layer.shape.join('×'),
    ...shown.map((quantity) => {
      const value = layer[quantity]
      if (value === null) return '–'
      return quantity === 'deadShare' || quantity === 'openShare' ? `${(100 * value).toFixed(1)} %` : number(value)
    }),
  ]
}

/** `0.01234`, `1.23e-5` */
function number(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  return size !== 0 && (size < 0.001 || size >= 1e5) ? value.toExponential(2) : String(Number(value.toPrecision(4)))
}
