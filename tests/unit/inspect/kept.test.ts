/** What was measured of a run is kept with it: found again by what was asked, and by nothing else. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
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

/** The files of one analysis, as they are on the disk. */
function keptFiles(): { json: string; tensors: string } {
  keepInspection(run, asked, measured, on)
  const folder = join(run, inspectionFolder, 'step-00000400')
  const [json = '', tensors = ''] = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
  return { json, tensors }
}

test('whatever stands in the place of what was kept is not taken for it, and never fails', () => {
  const { json, tensors } = keptFiles()
  const [text, bytes] = [readFileSync(json), readFileSync(tensors)]
  const nothing = (): void => {
    expect(readInspection(run, asked)).toBeNull()
    expect(listInspections(run)).toEqual([])
  }
  const cut = (whole: Buffer) => fc.nat(whole.length - 2).map((length) => whole.subarray(0, length))
  fc.assert(
    fc.property(fc.oneof(cut(text), fc.uint8Array(), fc.json().map(Buffer.from)), (content) => {
      writeFileSync(json, content)
      nothing()
    }),
    { numRuns: 200 },
  )
  fc.assert(
    fc.property(fc.oneof(cut(bytes), fc.uint8Array()), (content) => {
      writeFileSync(tensors, content)
      expect(readInspectionTensors(run, asked)).toBeNull()
    }),
    { numRuns: 200 },
  )
  const content: unknown = JSON.parse(text.toString())
  for (const other of [
    { version: 2 },
    { format: 'other' },
    { kind: 'lesions' },
    { step: '400' },
    { result: null },
    { more: 1 },
  ]) {
    writeFileSync(json, JSON.stringify({ ...(content as object), ...other }))
    nothing()
  }
})

test('what is no file, and what is no folder, is passed over', () => {
  const { json, tensors } = keptFiles()
  for (const file of [json, tensors]) {
    rmSync(file)
    mkdirSync(file)
  }
  expect(readInspection(run, asked)).toBeNull()
  expect(readInspectionTensors(run, asked)).toBeNull()
  symlinkSync('/dev/zero', join(run, inspectionFolder, 'step-00000400', 'predictions-1.json'))
  writeFileSync(join(run, inspectionFolder, 'step-00000500'), '')
  expect(listInspections(run)).toEqual([])
  rmSync(join(run, inspectionFolder), { recursive: true })
  writeFileSync(join(run, inspectionFolder), '')
  expect(readInspection(run, asked)).toBeNull()
  expect(listInspections(run)).toEqual([])
})

test('measured again, what was damaged is whole', () => {
  const { json, tensors } = keptFiles()
  for (const file of [json, tensors]) writeFileSync(file, 'damaged')
  keepInspection(run, asked, measured, on)
  expect(readInspection(run, asked)?.result).toEqual(measured.result)
  expect(readInspectionTensors(run, asked)?.get(scoresTensor)).toEqual(measured.tensors.get(scoresTensor))
})
