/** What the Data view says of a data set, in words. */
import type { DatasetState } from '../../../core/datasets/describe.ts'
import type { MarkKind } from '../../components/status-marks.ts'
import { formatBytes, formatCount, formatDuration, formatPercent, formatShape } from '../../format.ts'

/** `32×32×3` */
export function shapeOf({ height, width, channels }: DatasetState): string {
  return formatShape([height, width, channels])
}

/** `60,000 images, 32×32×3, 10 classes` */
export function contentOf(dataset: DatasetState): string {
  const images = formatCount(dataset.trainCount + dataset.testCount)
  return `${images} images, ${shapeOf(dataset)}, ${dataset.classes.length} classes`
}

/** Its state as a mark and a word; null where a button stands in its place. */
export function stateOf({ status }: DatasetState): { mark: MarkKind; word: string } | null {
  switch (status.kind) {
    case 'absent':
      return null
    case 'downloading':
      return { mark: 'download', word: 'Downloading' }
    case 'decoding':
      return { mark: 'running', word: 'Decoding' }
    case 'ready':
      return { mark: 'ready', word: 'Ready' }
    case 'failed':
      return { mark: 'crashed', word: 'Failed' }
  }
}

/** Part done from 0 to 1, and the rest of the sentence after the percentage. */
export function progressOf({ status }: DatasetState): { done: number; rest: string } | null {
  switch (status.kind) {
    case 'downloading': {
      const { doneBytes, totalBytes, bytesPerSecond, remainingMs } = status
      const left = remainingMs === null ? '' : `, ${formatDuration(remainingMs)} left`
      const rate = bytesPerSecond > 0 ? `, ${formatBytes(bytesPerSecond)}/s` : ''
      return {
        done: totalBytes > 0 ? doneBytes / totalBytes : 0,
        rest: `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}${rate}${left}`,
      }
    }
    case 'decoding':
      return {
        done: status.total > 0 ? status.done / status.total : 0,
        rest: `${formatCount(status.done)} of ${formatCount(status.total)} images decoded and checked`,
      }
    default:
      return null
  }
}

/** The third line: size or place. */
export function placeOf({ status, sources }: DatasetState): string {
  const [source] = sources
  switch (status.kind) {
    case 'ready':
      return `${formatBytes(status.bytes)} decoded${source ? '' : ', bundled, no download needed'}`
    case 'absent':
      return source ? `Not on this computer. From ${source.host}` : 'Bundled with Stagecraft; no download needed'
    case 'downloading':
      return `From ${status.host}`
    default:
      return ''
  }
}

/** `61 %` */
export function percentOf(done: number): string {
  return formatPercent(done, 0)
}
