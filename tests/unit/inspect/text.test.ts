/** What comes of analyses as text: tables with a column a run, on a basis that is told. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InspectedRun } from '../../../core/cli/inspect/inspect.ts'
import { deviceTables } from '../../../core/cli/inspect/devices.ts'
import { inspectionText } from '../../../core/cli/inspect/text.ts'
import type { ResultOf } from '../../../core/inspect/analyses.ts'
import type { PredictedUse } from '../../../core/inspect/readings/predicted-use.ts'
import { openLibrary, type Library } from '../../../core/store/library.ts'
import { addMeasuredRun } from '../../store/support/measured-run.ts'

let library: Library
beforeAll(() => {
  library = openLibrary(join(mkdtempSync(join(tmpdir(), 'stagecraft-text-')), 'library'))
  addMeasuredRun(library, 'one', 2)
})
afterAll(() => library.close())

const on = { step: 2, images: 64, device: 'TensorFlow, CPU', precision: 'float32', measuredAt: 1, tookMs: 2000 }
const images = { split: 'test', images: null, seed: 1 } as const

/** As of one run each. */
function textOf(...kept: InspectedRun['kept'][]): string {
  const [run] = library.runs.summaries(() => null)
  if (run === undefined) throw new Error('There is no run.')
  return inspectionText(kept.map((one) => ({ run, kept: one }))).join('\n')
}

test('gradients: a column for the weights at first and one for those now, and what is not finite is said', () => {
  const measured = (byWeights: number | null): ResultOf<'gradients'>['trained'] => ({
    loss: 2.5,
    error: 0.75,
    layers: [
      { name: 'stem.conv', depth: 1, byWeights, byResponse: 0.125 },
      { name: 'head.classes', depth: 2, byWeights: 3, byResponse: null },
    ],
    blocks: [{ name: 'stage1.block1', depth: 3, branch: 0.5, shortcut: 0.25 }],
  })
  const result = { batch: 32, initial: measured(12.3456), trained: measured(null) }
  const text = textOf({ kind: 'gradients', options: images, ...on, result })
  expect(text).toContain('one, step 2: 64 test images, float32, TensorFlow, CPU')
  expect(text).toMatch(/by weights of +depth +one at first +one now/)
  expect(text).toMatch(/stem\.conv +1 +12\.35 +not finite/)
  expect(text).toMatch(/stage1\.block1 +3 +0\.5000 \+ 0\.2500 +0\.5000 \+ 0\.2500/)
  // One network in two columns: a depth is told once.
  expect(text).not.toContain('1, 1')
  // The scores are no response.
  expect(text.match(/head\.classes/g)).toHaveLength(1)
})

test('a loss surface: a line as points, a plane as a map with the second axis upwards', () => {
  const point = (loss: number) => ({ loss, error: 0.5 })
  const line = { positions: [-1, 1], rows: [[point(1), point(2)]] }
  const over = { points: 2, span: 1 }
  const lineText = textOf({ kind: 'surface', options: { ...images, over: { kind: 'line', ...over } }, ...on, result: line })
  expect(lineText).toMatch(/-1\.00 +1\.0\d* +50\.00/)
  const plane = {
    positions: [-1, 1],
    rows: [
      [point(1), point(2)],
      [point(3), point(4)],
    ],
  }
  const planeText = textOf({ kind: 'surface', options: { ...images, over: { kind: 'plane', ...over } }, ...on, result: plane })
  expect(planeText).toMatch(/ 1\.00 +3\.0\d* +4\.0\d*\n *-1\.00 +1\.0\d* +2\.0/)
})

test('layers of two networks beside each other: those of one name in one row, with the depth in each; one image is no images', () => {
  const layer = (name: string, depth: number) => ({ name, depth, kernel: 3, std: 0.5, mean: 0 })
  const kept = (layers: ReturnType<typeof layer>[]): InspectedRun['kept'] => {
    return { kind: 'responses', options: images, ...on, images: 1, result: { layers, blocks: [] } }
  }
  const text = textOf(
    kept([layer('stem.conv', 1), layer('stage2.block1.conv1', 8)]),
    kept([layer('stem.conv', 1), layer('stage1.block4.conv1', 8), layer('stage2.block1.conv1', 20)]),
  )
  expect(text).toMatch(/stem\.conv +1 +0\.5000 +0\.5000/)
  expect(text).toMatch(/stage2\.block1\.conv1 +8, 20 +0\.5000 +0\.5000/)
  expect(text).toMatch(/stage1\.block4\.conv1 +8 +– +0\.5000/)
  expect(text).toContain('step 2: 1 test image, float32')
})

test('small devices: time and memory beside what was predicted, and by how much that was off; or why no times are', () => {
  const machine = { processor: 'Another One', cores: 2, tensorflow: '2' }
  const latencies = [1, 8, 32].map((batch) => ({ batch, threads: 1, ms: batch === 1 ? 2 : batch, runs: 3 }))
  const memory = [
    { batch: 1, bytes: 200_000_000 },
    { batch: 8, bytes: null },
  ]
  const form = { form: 'float32' as const, layers: 20, parameters: 250_000, fileBytes: 1_100_000, error: 0.25, loss: 1 }
  const result = { macs: 1, machine, ownKernels: true, forms: [{ ...form, latencies, memory }] }
  const [run] = library.runs.summaries(() => null)
  if (run === undefined) throw new Error('There is no run.')
  const told = (times: (number | null)[], lacks: PredictedUse['lacks']): string =>
    deviceTables(
      [{ run, kept: { kind: 'devices', options: images, ...on, result } }],
      [{ forms: [{ form: 'float32', times, bytes: [190_000_000, 210_000_000] }], lacks }],
    ).join('\n')
  const text = told([2.5, 7.9, 32], null)
  expect(text).toMatch(/float32 +20 +250,000 +1\.1 MB +25\.00 %/)
  expect(text).toMatch(/float32 +1 +1 +2\.000 +2\.500 +\+25 %\n/)
  expect(text).toMatch(/float32 +1 +8 +8\.000 +7\.900 +−1 %\n/)
  expect(text).toMatch(/float32 +1 +32 +32\.00 +32\.00 +0 %/)
  expect(text).toMatch(/float32 +1 +200\.0 MB +190\.0 MB +−5 %\n/)
  expect(text).toMatch(/float32 +8 +– +210\.0 MB +–/)
  expect(text).not.toContain('calibrate')
  const none = [null, null, null]
  expect(told(none, 'speeds')).toMatch(/float32 +1 +1 +2\.000 +– +–\n[^]*Times are predicted once .* calibrate/)
  expect(told(none, 'machine')).toContain('it was measured on another computer (Another One)')
})
