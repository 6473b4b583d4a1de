/** Scores that are kept with a run are believed only where they are of the images and classes that they are kept for. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scoresTensor } from '../../core/inspect/analyses/predictions.ts'
import { keepInspection, type Asked } from '../../core/inspect/kept.ts'
import { keptScores } from '../../core/inspect/readings/kept-scores.ts'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { addMeasuredRun } from './support/measured-run.ts'

let library: Library
let folder: string
beforeAll(() => {
  library = openLibrary(join(mkdtempSync(join(tmpdir(), 'stagecraft-scores-')), 'library'))
  folder = addMeasuredRun(library, 'one')
})
afterAll(() => library.close())

const asked: Asked<'predictions'> = { kind: 'predictions', step: 20, options: { split: 'test', images: 3, seed: 1 } }
const on = { device: 'TensorFlow, CPU', precision: 'float32', measuredAt: 1, tookMs: 2 }

function keep(shape: readonly [images: number, classes: number]): void {
  const values = new Float32Array(shape[0] * shape[1])
  const result = { error: 0.5, loss: 1, classes: ['cat', 'dog'] }
  keepInspection(folder, asked, { images: 3, result, tensors: new Map([[scoresTensor, { shape, values }]]) }, on)
}
/** There is no data set here: what is believed is looked for among its images next. */
const nowhere = join(tmpdir(), 'stagecraft-no-data')
const codeOf = (): string => {
  try {
    keptScores(folder, asked, nowhere)
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) return String(thrown.code)
    throw thrown
  }
  return 'believed'
}

test.each([
  ['fewer images', [2, 2]],
  ['more images', [4, 2]],
  ['other classes', [3, 3]],
  ['none', [0, 2]],
] as const)('scores of %s count as not measured', (_, shape) => {
  keep(shape)
  expect(codeOf()).toBe('not-measured')
})

test('those of these images and classes are taken to the images themselves', () => {
  keep([3, 2])
  expect(codeOf()).not.toBe('not-measured')
})
