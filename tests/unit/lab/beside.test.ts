/** When a run may begin beside others that train. */
import { expect, test } from 'vitest'
import { memoryOfRun, wantBeside, type Neighbour } from '../../../core/lab/beside.ts'

const GB = 1e9
const run = (
  predicted: number | null,
  measured: number | null = null,
  device: Neighbour['record']['device'] = { kind: 'auto' },
) => ({
  record: { predicted: predicted === null ? null : { stepMs: 1, peakBytes: predicted }, device },
  peakBytes: measured,
})
const here = { memoryBytes: 8 * GB, hardware: 'cpu' } as const

test('alone a run may always begin', () => {
  expect(wantBeside(run(null), [], here)).toBeNull()
  expect(wantBeside(run(100 * GB), [], here)).toBeNull()
})

test('beside others it begins where memory is left for all of them and for the system', () => {
  expect(wantBeside(run(2 * GB), [run(2 * GB), run(2 * GB)], here)).toBeNull()
  expect(wantBeside(run(3 * GB), [run(2 * GB), run(2 * GB)], here)).toMatchObject({
    code: 'memory-full',
    reason: 'It takes 3.00 GB of memory, and those that train leave 2.50 GB.',
  })
})

test('what was measured counts where it is more than was predicted', () => {
  expect(memoryOfRun(run(2 * GB, 3 * GB))).toBe(3 * GB)
  expect(memoryOfRun(run(2 * GB, 1 * GB))).toBe(2 * GB)
  expect(memoryOfRun(run(null))).toBeNull()
  expect(wantBeside(run(2 * GB), [run(2 * GB, 5 * GB)], here)).not.toBeNull()
})

test('where nothing is known of the memory of one, they train one after the other', () => {
  expect(wantBeside(run(null), [run(GB)], here)?.remedy).toContain('Measure this computer')
  expect(wantBeside(run(GB), [run(null)], here)).not.toBeNull()
  expect(wantBeside(run(GB), [run(null, GB)], here)).toBeNull()
})

test('a GPU trains one run at a time, whoever asked for it', () => {
  const gpu = { ...here, hardware: 'gpu' } as const
  expect(wantBeside(run(GB), [run(GB)], gpu)?.reason).toContain('GPU')
  expect(wantBeside(run(GB, null, { kind: 'cpu' }), [run(GB, null, { kind: 'cpu' })], gpu)).toBeNull()
  expect(wantBeside(run(GB, null, { kind: 'gpu', gpus: [0] }), [run(GB)], here)?.reason).toContain('GPU')
})
