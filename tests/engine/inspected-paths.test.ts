/** Paths of a residual network that is looked into: gates, what they carry, and networks cut to some blocks. */
import { expect, it } from 'vitest'
import { analyses } from '../../core/inspect/analyses.ts'
import { measuring } from '../../core/inspect/measuring.ts'
import { deletableBlocks } from '../../core/graph/deletable-blocks.ts'
import { createPaths } from '../../core/tensorflow/inspection/path-program.ts'
import { fittedPreset, inspectedNet, trainedState } from './inspected-net.ts'
import { nativeBinding, plainRecipe, randomDataset } from './native.ts'

const size = { height: 8, width: 8, channels: 3, classes: 10 }
const quiet = (): Promise<void> => Promise.resolve()

it('a path goes through what its gates say: none comes back through a branch whose last BN gives nothing', async () => {
  const binding = nativeBinding()
  const dataset = randomDataset(size, { train: 40, test: 20 })
  const graph = await fittedPreset('resnet-20', size)
  const { state } = await trainedState(binding, graph, dataset)
  const silent = new Map(state)
  const name = 'stage2.block2.bn2'
  for (const of of ['scale', 'offset']) silent.set(`${name}.${of}`, { shape: [32], values: new Float32Array(32) })
  expect(state.has(`${name}.scale`)).toBe(true)
  const blocks = deletableBlocks(graph)
  const program = createPaths(binding, { graph, recipe: plainRecipe, dataset, split: 'test', batch: 8, blocks }, silent)
  const images = Int32Array.from({ length: 8 }, (_, at) => at)
  const norm = (...through: string[]): number =>
    program.gradient(
      images,
      Float32Array.from(blocks, (block) => (through.includes(block.name) ? 1 : 0)),
    )
  expect(norm()).toBeGreaterThan(0)
  expect(norm('stage1.block1', 'stage3.block3')).toBeGreaterThan(0)
  expect(norm('stage1.block1')).not.toBe(norm())
  expect(norm('stage2.block2')).toBe(0)
  program.dispose()
})

it('are as many as the binomial law says, carry 1 together, and networks of fewer blocks have errors of their own', async () => {
  const binding = nativeBinding()
  const dataset = randomDataset(size, { train: 40, test: 20 })
  const graph = await fittedPreset('resnet-20', size)
  const run = inspectedNet(binding, graph, dataset, (await trainedState(binding, graph, dataset)).state)
  const told: number[] = []
  const options = { split: 'test', images: null, seed: 1, draws: 2 } as const
  const { result } = await measuring.paths(run, options, (done, total) => Promise.resolve(void told.push(done / total)))
  expect(analyses.paths.result.parse(result)).toEqual(result)
  expect(result.lengths.map(({ length }) => length)).toEqual([...Array(10).keys()])
  expect(result.lengths[3]?.share).toBeCloseTo(84 / 512, 12)
  expect(result.lengths.reduce((sum, { carried }) => sum + (carried ?? NaN), 0)).toBeCloseTo(1, 9)
  expect(result.effective?.carried).toBeGreaterThanOrEqual(0.95)
  expect(result.whole).toBe((await measuring.predictions(run, { split: 'test', images: null, seed: 1 }, quiet)).result.error)
  expect(result.cut.at(-1)?.kept).toBe(8)
  expect(result.cut.every(({ errors }) => errors.length === 2)).toBe(true)
  expect(told).toEqual(told.toSorted((one, other) => one - other))
  expect(told.at(-1)).toBeLessThanOrEqual(1)
})

it('of a plain network there is one', async () => {
  const binding = nativeBinding()
  const dataset = randomDataset(size, { train: 40, test: 20 })
  const graph = await fittedPreset('plain-20', size)
  const run = inspectedNet(binding, graph, dataset, (await trainedState(binding, graph, dataset)).state)
  const { result } = await measuring.paths(run, { split: 'test', images: null, seed: 1, draws: 2 }, quiet)
  expect(result).toMatchObject({ blocks: 0, lengths: [], cut: [] })
})
