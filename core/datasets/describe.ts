/** Where a data set stands, for people. */
import { Failure } from '../files/failure.ts'
import { readMeta } from './cache.ts'
import { catalogue } from './catalogue.ts'
import type { DatasetId } from './dataset.ts'
import type { DatasetDefinition } from './definition.ts'
import { bytesToGo, decodedBytes } from './ensure.ts'

/** Where a data set stands on this computer. */
export interface DatasetState {
  readonly id: DatasetId
  readonly name: string
  readonly trainCount: number
  readonly testCount: number
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly classes: readonly string[]
  /** Images of each class, as published and, once it is here, as counted. */
  readonly perClass: { readonly train: readonly number[]; readonly test: readonly number[] }
  readonly about: string
  readonly sources: readonly { host: string; file: string; bytes: number }[]
  readonly status:
    | { kind: 'absent'; downloadBytes: number }
    | {
        kind: 'downloading'
        host: string
        doneBytes: number
        totalBytes: number
        bytesPerSecond: number
        remainingMs: number | null
      }
    | { kind: 'decoding'; done: number; total: number }
    | {
        kind: 'ready'
        bytes: number
        decodedAt: number
        checks: readonly { name: string; value: string }[]
        /** Over the training images, per channel, 0 to 1. */
        mean: readonly number[]
        std: readonly number[]
      }
    | { kind: 'failed'; reason: string; remedy: string }
}

/** A data set with its state on disk; `live` is what is being done to it just now, or how that failed. */
export function describeDataset(id: DatasetId, folder: string, live: DatasetState['status'] | null): DatasetState {
  const definition: DatasetDefinition = catalogue[id]
  const { name, trainCount, testCount, height, width, channels, classes, about, source } = definition
  const sources =
    source.kind === 'archives'
      ? source.archives.map(({ from, file, bytes }) => ({
          host: from.kind === 'web' ? new URL(from.url).host : 'npm registry',
          file,
          bytes,
        }))
      : []
  const { perClass } = definition.facts
  const shape = { trainCount, testCount, height, width, channels, classes, perClass }
  return { id, name, about, sources, ...shape, status: live ?? statusOnDisk(folder, definition) }
}

function statusOnDisk(folder: string, definition: DatasetDefinition): DatasetState['status'] {
  try {
    const { checks, decodedAt, mean, std } = readMeta(folder, definition)
    const inUnit = (values: readonly number[]): number[] => values.map((value) => value / 255)
    return {
      kind: 'ready',
      bytes: decodedBytes(definition),
      decodedAt,
      checks,
      mean: inUnit(mean),
      std: inUnit(std),
    }
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    if (thrown.code === 'data-absent') return { kind: 'absent', downloadBytes: bytesToGo(folder, definition) }
    return { kind: 'failed', reason: thrown.message, remedy: thrown.remedy }
  }
}
