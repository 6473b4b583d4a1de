/** Checkpoints that are not whole, or not of the run, are refused with the reason; for an older one to take their place takes a person's word. */
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Tensors } from '../../core/files/safetensors.ts'
import { writeAgreedStep } from '../../core/store/agreed-step.ts'
import { readCheckpoint, verifyCheckpoint, writeCheckpoint } from '../../core/store/checkpoint-file.ts'
import { checkpointPath, keepCheckpoints } from '../../core/store/checkpoints.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { createRunFolder } from '../../core/store/run-folder.ts'
import type { RunRecord } from '../../core/store/run.ts'
import { firstPosition } from '../../core/store/position.ts'
import { beginOf } from '../../core/training/start.ts'
import { sampleAttempt, sampleRecord, sampleStep, temporaryFolder } from './support/samples.ts'

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

test.each(Object.entries(spoilt))(
  'a newest checkpoint that %s stops a run that would go on, until a person agrees to the one before',
  (_, { spoil, why }) => {
    const folder = folderWith([100, 200])
    spoil(folder)
    const before = readdirSync(join(folder, 'checkpoints'))
    expect(() => beginOf(folder, record, stateOf(0))).toThrow(why)
    expect(readdirSync(join(folder, 'checkpoints'))).toEqual(before)

    writeAgreedStep(folder, 100, 0)
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
  },
)

/** A run that trained to the step, kept a checkpoint of it, and ended there. */
function finishedAt(folder: string, step: number): void {
  const writer = openMetricsWriter(folder, sampleAttempt)
  for (let row = 1; row <= step; row += 1) writer.step(sampleStep(row))
  writer.event({ step, time: 1, kind: 'finished', text: 'Finished.' })
  writer.commit()
  writer.close()
}

test('a checkpoint that is gone stops a run that would go on over what it has measured', () => {
  const folder = folderWith([100, 200])
  finishedAt(folder, 200)
  expect(beginOf(folder, record, stateOf(0)).position.step).toBe(200)
  rmSync(checkpointPath(folder, 200))
  expect(() => beginOf(folder, record, stateOf(0))).toThrow(
    'The checkpoint of step 200 is gone. Its newest that is whole is of step 100',
  )
  // What was agreed to for an attempt that has begun meanwhile holds no more.
  writeAgreedStep(folder, 100, 0)
  expect(() => beginOf(folder, record, stateOf(0))).toThrow('is gone')
  writeAgreedStep(folder, 100, 1)
  expect(beginOf(folder, record, stateOf(0)).position.step).toBe(100)
  rmSync(checkpointPath(folder, 100))
  expect(() => beginOf(folder, record, stateOf(0))).toThrow('it could only begin anew, over all that it has measured')
})

test('a run that was killed before its first checkpoint begins anew by itself', () => {
  const folder = temporaryFolder()
  const writer = openMetricsWriter(folder, sampleAttempt)
  for (let row = 1; row <= 5; row += 1) writer.step(sampleStep(row))
  writer.commit()
  writer.close()
  expect(beginOf(folder, record, stateOf(0))).toMatchObject({ state: null, position: { step: 0 } })
})

test('a branch begins with the checkpoint of another run that it was given, and with no other one', () => {
  const branch = sampleRecord('twig', { origin: { run: record.id, name: 'run', step: 100 } })
  const given = folderWith([100])
  expect(beginOf(given, branch, stateOf(0, 5))).toMatchObject({ isBranch: true, position: { step: 100 }, refused: [] })
  expect(() => beginOf(folderWith([200]), branch, stateOf(0))).toThrow('it is of another run, run')
})

test('when none can be used the run does not begin anew, and the files stay', () => {
  const folder = folderWith([100])
  replace(folder, 100, { run: 'other' })
  writeAgreedStep(folder, 0, 0)
  expect(() => beginOf(folder, record, stateOf(0))).toThrow(
    'step 100 cannot be used: it is of another run, other. It has no other',
  )
  expect(readdirSync(join(folder, 'checkpoints'))).toEqual(['step-00000100.safetensors'])
})

test('a look through a checkpoint in turn says of it what reading it whole says', async () => {
  for (const { spoil } of Object.values(spoilt).slice(0, 3)) {
    const folder = folderWith([200])
    const path = checkpointPath(folder, 200)
    expect(await verifyCheckpoint(path)).toMatchObject({ ok: true, value: { run: record.id, position: { step: 200 } } })
    spoil(folder)
    const read = readCheckpoint(path)
    expect(read.ok).toBe(false)
    expect(await verifyCheckpoint(path)).toEqual(read)
  }
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
  // Whatever else is there is somebody's.
  writeFileSync(join(folder, 'checkpoints', 'thesis.tmp'), 'theirs')
  keepCheckpoints(folder, record, () => 1)
  expect(readdirSync(join(folder, 'checkpoints'))).toEqual(['step-00000100.safetensors', 'thesis.tmp'])
})

test('a link in the place of the checkpoints is not followed: nothing there is written or removed', () => {
  const folder = temporaryFolder()
  const theirs = temporaryFolder()
  writeFileSync(join(theirs, 'step-00000001.safetensors'), 'theirs')
  writeFileSync(join(theirs, 'step-00000002.safetensors.7-1.tmp'), 'theirs')
  symlinkSync(theirs, join(folder, 'checkpoints'))
  expect(() => keepCheckpoints(folder, record, () => 1)).toThrow('it is a link')
  expect(readdirSync(theirs)).toHaveLength(2)
})
