/** Checkpoints that are not whole, or not of the run, are refused with the reason, and an older one takes their place. */
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Tensors } from '../../core/files/safetensors.ts'
import { readCheckpoint, writeCheckpoint } from '../../core/store/checkpoint-file.ts'
import { checkpointPath, keepCheckpoints } from '../../core/store/checkpoints.ts'
import { createRunFolder } from '../../core/store/run-folder.ts'
import type { RunRecord } from '../../core/store/run.ts'
import { firstPosition } from '../../core/store/position.ts'
import { beginOf } from '../../core/training/start.ts'
import { sampleRecord, temporaryFolder } from './support/samples.ts'

const record = sampleRecord('run')

/** A state of two tensors, full of one number. */
function stateOf(value: number, width = 3): Tensors {
  return new Map([
    ['conv.weights', { shape: [2, width], values: new Float32Array(2 * width).fill(value) }],
    ['optimizer/updates', { shape: [], values: Float32Array.of(value) }],
  ])
}

const notFinite = { shape: [], values: Float32Array.of(-Infinity) }

/** Writes the checkpoints of some steps; each state is full of its step. */
function folderWith(steps: readonly number[], of: RunRecord = record): string {
  const folder = temporaryFolder()
  const keeper = keepCheckpoints(folder, of, () => 1)
  for (const step of steps) keeper.save({ ...firstPosition(1000), step }, stateOf(step))
  return folder
}

function replace(folder: string, step: number, change: { run?: string; state?: Tensors }): void {
  const facts = { run: record.id, recipe: record.recipe, position: { ...firstPosition(1000), step }, savedAt: 1, ...change }
  writeCheckpoint(checkpointPath(folder, step), facts, change.state ?? stateOf(step))
}

test('no flipped bit and no missing end goes unseen', () => {
  const folder = folderWith([100])
  const path = checkpointPath(folder, 100)
  const whole = readFileSync(path)
  expect(readCheckpoint(path).ok).toBe(true)
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(7), (index, bit) => {
      const flipped = Uint8Array.from(whole)
      flipped[index] = (flipped[index] ?? 0) ^ (1 << bit)
      writeFileSync(path, flipped)
      expect(readCheckpoint(path)).toMatchObject({ ok: false, why: expect.stringMatching(/./) })
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.nat(whole.length - 1), (length) => {
      writeFileSync(path, whole.subarray(0, length))
      expect(readCheckpoint(path)).toMatchObject({ ok: false, why: expect.stringMatching(/bytes|header|ends/) })
    }),
  )
})

const spoilt: Record<string, { spoil: (folder: string) => void; why: string }> = {
  'is cut off': {
    spoil(folder) {
      const path = checkpointPath(folder, 200)
      writeFileSync(path, readFileSync(path).subarray(0, -4))
    },
    why: 'bytes instead of',
  },
  'has a flipped bit': {
    spoil(folder) {
      const path = checkpointPath(folder, 200)
      const bytes = readFileSync(path)
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
      writeFileSync(path, bytes)
    },
    why: 'digest',
  },
  'was kept of a run that had diverged': {
    spoil: (folder) => replace(folder, 200, { state: new Map([...stateOf(200), ['optimizer/updates', notFinite]]) }),
    why: 'the run had diverged before it: optimizer/updates is not finite',
  },
  'is of another run': { spoil: (folder) => replace(folder, 200, { run: 'other' }), why: 'it is of another run, other' },
  'is of a wider network': {
    spoil: (folder) => replace(folder, 200, { state: stateOf(200, 5) }),
    why: 'conv.weights is 2×5 in it, and 2×3 here',
  },
  'is of another optimizer': {
    spoil: (folder) => replace(folder, 200, { state: new Map([...stateOf(200)].slice(0, 1)) }),
    why: 'there is no optimizer/updates in it',
  },
}

test.each(Object.entries(spoilt))('a newest checkpoint that %s is put aside, and the one before is used', (_, { spoil, why }) => {
  const folder = folderWith([100, 200])
  spoil(folder)
  const begin = beginOf(folder, record, stateOf(0))
  expect(begin.position.step).toBe(100)
  expect(begin.state).toEqual(stateOf(100))
  const { kind, text } = begin.describe('a counter', 2, [])
  expect(kind).toBe('resumed')
  expect(text).toContain('Resumed from step 100')
  expect(text).toContain('The checkpoint of step 200 cannot be used')
  expect(text).toContain(why)
  expect(readdirSync(join(folder, 'checkpoints')).toSorted()).toEqual([
    'step-00000100.safetensors',
    'step-00000200.safetensors.damaged',
  ])
  // The next start has nothing more to say of it.
  expect(beginOf(folder, record, stateOf(0)).refused).toEqual([])
})

test('a branch begins with the checkpoint of another run that it was given, and with no other one', () => {
  const branch = sampleRecord('twig', { origin: { run: record.id, name: 'run', step: 100 } })
  const given = folderWith([100])
  expect(beginOf(given, branch, stateOf(0, 5))).toMatchObject({ isBranch: true, position: { step: 100 }, refused: [] })
  expect(() => beginOf(folderWith([200]), branch, stateOf(0))).toThrow('it is of another run, run')
})

test('when none can be used the run begins anew, says so, and keeps the files', () => {
  const folder = folderWith([100])
  replace(folder, 100, { run: 'other' })
  const begin = beginOf(folder, record, stateOf(0))
  expect(begin).toMatchObject({ state: null, position: { step: 0 } })
  expect(begin.describe('a counter', 2, []).text).toMatch(/Resumed from the beginning.*step 100 cannot be used/)
  expect(readdirSync(join(folder, 'checkpoints'))).toEqual(['step-00000100.safetensors.damaged'])
})

test.runIf(process.platform === 'linux')(
  'a checkpoint for which there is no space leaves the one before, and no half of itself',
  () => {
    const folder = join(temporaryFolder(), 'run')
    createRunFolder(folder, record)
    const script = fileURLToPath(new URL('./support/saving-process.ts', import.meta.url))
    // 1 MB and less for each file: writing beyond fails in the middle, as on a full disk.
    const output = execFileSync('sh', ['-c', 'ulimit -f 1000; exec "$0" "$@"', process.execPath, script, folder], {
      encoding: 'utf8',
    })
    expect(JSON.parse(output)).toEqual({ full: true, files: ['step-00000100.safetensors'] })
    expect(readCheckpoint(checkpointPath(folder, 100)).ok).toBe(true)
  },
)

test('what a trainer that was killed has half written is removed by the next one', () => {
  const folder = folderWith([100])
  writeFileSync(join(folder, 'checkpoints', 'step-00000200.safetensors.77-1.tmp'), 'half')
  keepCheckpoints(folder, record, () => 1)
  expect(readdirSync(join(folder, 'checkpoints'))).toEqual(['step-00000100.safetensors'])
})
