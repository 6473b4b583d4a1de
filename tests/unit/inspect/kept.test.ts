/** What was measured of a run is kept with it: found again by what was asked, and by nothing else. */
import { mkdtempSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { scoresTensor } from '../../../core/inspect/analyses/predictions.ts'
import {
  inspectionFolder,
  keepInspection,
  listInspections,
  readInspection,
  readInspectionTensors,
  type Asked,
} from '../../../core/inspect/kept.ts'

let run: string
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'stagecraft-kept-'))
})

const asked: Asked<'predictions'> = { kind: 'predictions', step: 400, options: { split: 'test', images: 2, seed: 1 } }
const on = { device: 'TensorFlow, CPU', precision: 'float32', measuredAt: 1, tookMs: 2 }
const measured = {
  images: 2,
  result: { error: 0.5, loss: null, classes: ['cat', 'dog'] },
  tensors: new Map([[scoresTensor, { shape: [2, 2], values: Float32Array.of(1, 2, NaN, 4) }]]),
}

test('what was asked is answered again, with what is large beside it, whatever the order of its options', () => {
  expect(readInspection(run, asked)).toBeNull()
  keepInspection(run, asked, measured, on)
  const { images, result } = measured
  const kept = { ...asked, ...on, images, result }
  expect(readInspection(run, asked)).toEqual(kept)
  expect(readInspection(run, { ...asked, options: { seed: 1, split: 'test', images: 2 } })).toEqual(kept)
  expect(readInspectionTensors(run, asked)?.get(scoresTensor)).toEqual(measured.tensors.get(scoresTensor))
  expect(listInspections(run)).toEqual([kept])
})

test('another step, kind, or option is another question', () => {
  keepInspection(run, asked, measured, on)
  expect(readInspection(run, { ...asked, step: 401 })).toBeNull()
  expect(readInspection(run, { ...asked, options: { ...asked.options, seed: 2 } })).toBeNull()
  expect(readInspection(run, { kind: 'responses', step: 400, options: asked.options })).toBeNull()
})

test('newer steps are listed first, and what is damaged or of another version is passed over', () => {
  keepInspection(run, asked, measured, on)
  keepInspection(run, { ...asked, step: 100_000_000 }, measured, on)
  expect(listInspections(run).map(({ step }) => step)).toEqual([100_000_000, 400])
  const folder = join(run, inspectionFolder, 'step-00000400')
  const [json = '', tensors = ''] = readdirSync(folder).sort()
  truncateSync(join(folder, json), 40)
  truncateSync(join(folder, tensors), 40)
  writeFileSync(join(folder, 'lesions-of-a-later-version.json'), '{"format":"stagecraft-inspection","version":2}')
  writeFileSync(join(folder, 'notes.txt'), 'by hand')
  expect(readInspection(run, asked)).toBeNull()
  expect(readInspectionTensors(run, asked)).toBeNull()
  expect(listInspections(run).map(({ step }) => step)).toEqual([100_000_000])
})
