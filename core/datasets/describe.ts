/** Where a data set stands, for people. */
import type { DatasetState } from '../api/contract.ts'
import { Failure } from '../files/failure.ts'
import { readMeta } from './cache.ts'
import { catalogue } from './catalogue.ts'
import type { DatasetId } from './dataset.ts'
import type { DatasetDefinition } from './definition.ts'
import { bytesToGo, decodedBytes } from './ensure.ts'

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
    const { checks, decodedAt, mean, deviation } = readMeta(folder, definition)
    const inUnit = (values: readonly number[]): number[] => values.map((value) => value / 255)
    return {
      kind: 'ready',
      bytes: decodedBytes(definition),
      decodedAt,
      checks,
      mean: inUnit(mean),
      deviation: inUnit(deviation),
    }
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    if (thrown.code === 'data-absent') return { kind: 'absent', downloadBytes: bytesToGo(folder, definition) }
    return { kind: 'failed', reason: thrown.message, remedy: thrown.remedy }
  }
}
