/** How long an analysis will take, by what was measured of the same run before. */
import { openDataset } from '../../datasets/cache.ts'
import { graphOf } from '../../export/export.ts'
import { deletableBlocks } from '../../graph/deletable-blocks.ts'
import { readRunRecord } from '../../store/run-folder.ts'
import type { AskedAnalysis } from '../analyses.ts'
import { listInspections } from '../kept.ts'
import { passesOf, type Counted } from '../passes.ts'

export interface Foreseen {
  readonly ms: number
  /** What it rests on: the same analysis of this run, another one of it, or the steps that it was trained with. */
  readonly from: 'same' | 'other' | 'training'
}

/** Loading TensorFlow and the data, before the first image goes through. */
const startMs = 1500
/** Of a training step's time the share that goes forward. */
const forwardShare = 1 / 3

/**
 * Null where nothing was measured that it could rest on. `data`: folder of the decoded data sets; `stepMs`: median time of a training step, null where it is not known. Throws what
 * `openDataset` throws where the images are not here.
 */
export function foresee(runFolder: string, asked: AskedAnalysis, data: string, stepMs: number | null): Foreseen | null {
  const record = readRunRecord(runFolder)
  const dataset = openDataset(record.dataset, data)
  const blocks = deletableBlocks(graphOf(record.architecture)).length
  const of: Counted = { test: dataset.test.count, train: dataset.train.count, blocks }
  const work = passesOf(asked.kind, asked.options, of)
  const newestFirst = listInspections(runFolder).sort((one, other) => other.measuredAt - one.measuredAt)
  const before = newestFirst.find(({ kind }) => kind === asked.kind) ?? newestFirst[0]
  if (before !== undefined) {
    const each = Math.max(0, before.tookMs - startMs) / Math.max(1, passesOf(before.kind, before.options, of))
    return { ms: startMs + work * each, from: before.kind === asked.kind ? 'same' : 'other' }
  }
  return stepMs === null ? null : { ms: startMs + (work * stepMs * forwardShare) / record.recipe.batchSize, from: 'training' }
}
