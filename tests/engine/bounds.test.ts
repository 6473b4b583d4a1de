/**
 * No convolution, pooling or fully connected layer leaves its memory, reads what was never written, or gives another sum than its definition. With
 * STAGECRAFT_BOUNDS=5000 so many shapes of each family are tried.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileGuardedMemory, reportOfOverrun, search, type GuardedMemory } from './bounds/search.ts'
import { drawShape, familyNames, type LayerShape } from './bounds/shapes.ts'
import type { Trial } from './bounds/try-shapes.ts'
import { hasCompiler } from './compiler.ts'

const shapesOfFamily = Number(process.env.STAGECRAFT_BOUNDS ?? 60)

/** Shapes of each kind that TensorFlow's own convolutions get wrong where a processor has AVX-512. */
const wrongInTensorFlow: Record<string, LayerShape> = {
  'a strided 1×1 with few channels': convolution({ type: 'float32', batch: 25, side: 14, channels: 8, kernel: 1, stride: 2 }),
  'a strided 1×1 over an image with one channel': convolution({
    type: 'float32',
    batch: 7,
    side: 16,
    channels: 1,
    kernel: 1,
    stride: 2,
  }),
  'a strided 1×1 in bfloat16': convolution({ type: 'bfloat16', batch: 33, side: 28, channels: 3, kernel: 1, stride: 2 }),
  'weights that meet only padding, in bfloat16': convolution({
    type: 'bfloat16',
    batch: 2,
    side: 1,
    channels: 8,
    kernel: 3,
    stride: 2,
  }),
  'a stride beyond the kernel, in bfloat16': convolution({
    type: 'bfloat16',
    batch: 7,
    side: 3,
    channels: 1,
    kernel: 2,
    stride: 4,
  }),
  'a dilated depthwise convolution in bfloat16': {
    ...convolution({ type: 'bfloat16', batch: 4, side: 56, channels: 16, kernel: 3, stride: 1 }),
    padding: [2, 2],
    dilation: 2,
    groups: 16,
  },
}

const isIntel64 = process.platform === 'linux' && process.arch === 'x64'
const hasAvx512 = isIntel64 && /\bavx512bw\b/.test(readFileSync('/proc/cpuinfo', 'utf8'))

describe.runIf(isIntel64 && hasCompiler)('in guarded memory', () => {
  let memory: GuardedMemory
  beforeAll(() => {
    memory = compileGuardedMemory()
  })
  afterAll(() => rmSync(memory.folder, { recursive: true }))

  test('an access before, after or long after a block is seen', () => {
    const { program, environment, report } = reportOfOverrun(memory)
    execFileSync(program, { env: environment, stdio: 'ignore' })
    expect(readFileSync(report, 'utf8').trim().split('\n')).toEqual([
      'read byte 5000 of a block of 100',
      'wrote byte 100 of a block of 100',
      'read byte 0 of a freed block of 100',
    ])
  })

  describe.runIf(hasAvx512)('each shape that TensorFlow gets wrong', () => {
    const shapes = Object.values(wrongInTensorFlow)
    let plain: readonly Trial[]
    let ours: readonly Trial[]
    beforeAll(async () => {
      plain = await search(memory, 'plain', shapes)
      ours = await search(memory, 'ours', shapes)
    })
    test.each(Object.entries(wrongInTensorFlow))('%s is right here', (_name, shape) => {
      expect(plain.map((trial) => trial.shape)).toContainEqual(shape)
      expect(ours.filter((trial) => isDeepStrictEqual(trial.shape, shape))).toEqual([])
    })
  })

  test('groups and dilation where TensorFlow has no gradients of them', { timeout: 300_000 }, async () => {
    const shapes = Array.from({ length: shapesOfFamily }, (_, index) => drawShape('groups, dilated or rectangles', index))
    expect(await search(memory, 'apart', shapes)).toEqual([])
  })

  test.each(familyNames)('%s', { timeout: 300_000 + 200 * shapesOfFamily }, async (family) => {
    const shapes = Array.from({ length: shapesOfFamily }, (_, index) => drawShape(family, index))
    expect(await search(memory, 'ours', shapes)).toEqual([])
  })
})

function convolution(shape: {
  type: 'float32' | 'bfloat16'
  batch: number
  side: number
  channels: number
  kernel: number
  stride: number
}): LayerShape {
  const { side, kernel, ...rest } = shape
  const padding = Math.floor((kernel - 1) / 2)
  return {
    ...rest,
    kind: 'conv',
    rows: side,
    columns: side,
    kernel: [kernel, kernel],
    padding: [padding, padding],
    dilation: 1,
    groups: 1,
    width: 16,
    countsPadding: false,
  }
}
