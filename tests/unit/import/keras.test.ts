/**
 * Models of Keras, written by Keras itself (tests/unit/import/keras/make.py): every variable holds k, k + 1e-4, …, with k its place in the model, so
 * that what is taken from elsewhere, or in another order, shows.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, test } from 'vitest'
import { completed } from '../../../core/architecture/architecture.ts'
import { tensorNames } from '../../../core/export/module-paths.ts'
import type { Tensors } from '../../../core/files/safetensors.ts'
import { size } from '../../../core/graph/tensors.ts'
import { readArchive } from '../../../core/import/keras/archive.ts'
import { openWeightsFile } from '../../../core/import/weights-file.ts'
import { graphOf } from '../export/networks.ts'
import { fileOf } from './weights-files.ts'
import { zipOf } from './zip.ts'

const small = completed({
  name: 'small',
  input: { height: 8, width: 8, channels: 3 },
  stem: { kind: 'conv', kernel: 3, width: 4, stride: 1, pool: null },
  stages: [{ kind: 'basic', blocks: 1, width: 4, stride: 1, layers: 2, shortcut: 'A' }],
  head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 5 },
})
const path = (name: string): string => fileURLToPath(new URL(`./keras/${name}.keras`, import.meta.url))

async function read(file: string, architecture = small) {
  const opened = await openWeightsFile(file)
  try {
    const matching = opened.match(graphOf(architecture))
    const tensors = opened.read(matching)
    const made: Tensors = new Map(matching.matches.map((match) => [match.here.name, match.made(tensors)]))
    return { format: opened.format, report: matching.report, made }
  } finally {
    opened.close()
  }
}
const numbers = (k: number, count: number): number[] => Array.from({ length: count }, (_, at) => k + at / 1e4)
const differs = (values: Float32Array | undefined, expected: readonly number[]): number =>
  Math.max(...expected.map((value, at) => Math.abs(value - (values?.[at] ?? NaN))))

describe.each([
  ['exported', 1e-6],
  ['half', 0.005],
  ['brain', 0.06],
])('%s.keras, of an exported source', (name, precision) => {
  it('is taken whole by its layers’ names, each number as it is', async () => {
    const { format, report, made } = await read(path(name))
    expect(format).toBe('keras')
    expect(report).toMatchObject({ adapted: [], refused: [], anew: [] })
    const ours = tensorNames(graphOf(small))
    expect(report.taken).toHaveLength(ours.length)
    ours.forEach(({ name: tensor, shape }, k) => {
      expect(made.get(tensor)?.shape, tensor).toEqual(shape)
      expect(differs(made.get(tensor)?.values, numbers(k, size(shape))), tensor).toBeLessThan(precision)
    })
  })
})

test('a model with names of its own, within another, is taken by the ways of its layers; what differs is put where scores stay the same', async () => {
  const { report, made } = await read(path('foreign'))
  expect(report).toMatchObject({ refused: [], anew: [] })
  const first = (name: string): number => made.get(name)?.values[3] ?? NaN
  expect(first('stem.conv.weights')).toBeCloseTo(0.0003, 6)
  // Means less the biases of the convolution before; variances with the rest of epsilon; a scale that is not there.
  expect(first('stem.bn.mean')).toBeCloseTo(4 - 1, 5)
  expect(first('stem.bn.variance')).toBeCloseTo(5.0003 + 0.001 - 0.00001, 5)
  expect(first('stage1.block1.bn1.scale')).toBe(1)
  expect(first('stage1.block1.bn1.mean')).toBeCloseTo(9 - 7, 5)
  expect(first('stage1.block1.conv2.weights')).toBeCloseTo(11.0003, 5)
  expect(first('stage1.block1.bn2.mean')).toBeCloseTo(14.0003, 5)
  expect(first('head.fc.weights')).toBeCloseTo(16.0003, 5)
  expect(report.adapted.map(({ name }) => name)).toEqual([
    'batch_normalization/moving_mean',
    'batch_normalization/moving_variance',
    'batch_normalization_1/gamma',
    'batch_normalization_1/moving_mean',
    'batch_normalization_1/moving_variance',
    'batch_normalization_2/moving_variance',
  ])
})

test('for other classes the head begins anew; another stride or width is refused with the tensor’s name', async () => {
  const classes = await read(path('foreign'), { ...small, head: { ...small.head, classes: 7 } })
  expect(classes.report.anew).toEqual(['head.fc'])
  const [stage] = small.stages
  const strided = { ...small, stages: stage === undefined ? [] : [{ ...stage, stride: 2 }] }
  await expect(read(path('exported'), strided)).rejects.toMatchObject({
    code: 'weights-do-not-fit',
    message: expect.stringContaining('stage1.block1.conv1/kernel: Its stride is 1 in the file and 2 here.') as string,
  })
  const wide = {
    ...small,
    stem: small.stem && { ...small.stem, width: 8 },
    stages: stage === undefined ? [] : [{ ...stage, width: 8 }],
  }
  await expect(read(path('exported'), wide)).rejects.toMatchObject({
    message: expect.stringContaining('stem.conv/kernel: It is 3×3×3×4 in the file and 3×3×3×8 here.') as string,
  })
})

describe('a hostile or damaged file', () => {
  const whole = readFileSync(path('exported'))
  const parts = readArchive(path('exported'))
  const refused = async (bytes: Buffer): Promise<string> => {
    try {
      await read(fileOf(bytes, 'net.keras'))
      return 'not refused'
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'weights-unreadable' })
      return thrown instanceof Error ? thrown.message : ''
    }
  }

  it.each([40, 4_000, whole.length - 30])('that ends after %i bytes is refused', async (length) => {
    expect(await refused(whole.subarray(0, length))).toContain('it is no whole zip file')
  })

  it.each([0, 100, 20_000])('whose weights end after %i bytes is refused', async (length) => {
    const { config, weights } = await parts
    const files = [
      { name: 'config.json', bytes: config },
      { name: 'model.weights.h5', bytes: weights.subarray(0, length) },
    ]
    expect(await refused(zipOf(files))).toMatch(/whole HDF5 file|damaged/)
  })

  it('that unpacks to far more than it has is refused before it is unpacked, and so is one that claims too much', async () => {
    const { config } = await parts
    const zeros = new Uint8Array(4_000_000)
    const of = (more: object): Buffer =>
      zipOf([
        { name: 'config.json', bytes: config },
        { name: 'model.weights.h5', bytes: zeros, packed: true, ...more },
      ])
    expect(await refused(of({}))).toContain('which no weights do')
    expect(await refused(of({ claims: 2 ** 31 }))).toContain('are the most')
  })

  it.each([
    ['nothing but weights', ['model.weights.h5'], 'it has no config.json'],
    ['the same file twice', ['config.json', 'config.json'], 'it has two files named config.json'],
  ])('with %s is refused', async (_what, names, why) => {
    const { config } = await parts
    expect(await refused(zipOf(names.map((name) => ({ name, bytes: config }))))).toContain(why)
  })

  it('whose model is no JSON is refused', async () => {
    const { weights } = await parts
    const files = [
      { name: 'config.json', bytes: Buffer.from('{"class_name":') },
      { name: 'model.weights.h5', bytes: weights },
    ]
    expect(await refused(zipOf(files))).toContain('config.json is not that of a model')
  })
})
