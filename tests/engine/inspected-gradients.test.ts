/** Gradients by depth of a network that is looked into: against what training measures of the same batch, and what BN's statistics of a batch ask for. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { DecodedDataset } from '../../core/datasets/dataset.ts'
import { telemetryLayout } from '../../core/graph/telemetry-layout.ts'
import { measuring } from '../../core/inspect/measuring.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import { fittedPreset, inspectedNet } from './inspected-net.ts'
import { nativeBinding, randomDataset, recipeWith, relativeDifference } from './native.ts'

let binding: Binding
let dataset: DecodedDataset
const size = { height: 8, width: 8, channels: 3, classes: 10 }
/** One batch is all images: whatever their order, its gradients are the same. */
const batch = 32
const recipe = recipeWith({ batchSize: batch, telemetryEvery: 1 })
const options = { split: 'train', images: null, seed: 1 } as const
beforeAll(() => {
  binding = nativeBinding()
  dataset = randomDataset(size, { train: batch, test: 8 })
})

const quiet = (): Promise<void> => Promise.resolve()

describe('gradients by depth', () => {
  it.each(['resnet-20', 'plain-20'])('of %s are those that training meets, at its first step and later', async (name) => {
    const graph = await fittedPreset(name, size)
    const program = createNativeProgram(binding, 'native', { graph, dataset, recipe, totalSteps: 10 })
    const first = program.step({ step: 0, rate: 0.05, telemetry: true })
    const state = program.readState()
    const second = program.step({ step: 1, rate: 0.05, telemetry: true })
    program.dispose()
    const { images, result } = await measuring.gradients(inspectedNet(binding, graph, dataset, state, recipe), options, quiet)
    expect(images).toBe(batch)
    for (const [seen, measured] of [
      [first, result.initial],
      [second, result.trained],
    ] as const) {
      const entries = telemetryLayout(graph)
      const of = (quantity: string): number[] =>
        entries.flatMap((entry, at) => (entry.quantity === quantity ? [seen.telemetry?.[at] ?? NaN] : []))
      const { layers, blocks } = measured
      expect((measured.loss ?? NaN) / seen.loss).toBeCloseTo(1, 4)
      expect(relativeDifference(numbers(layers.map(({ byWeights }) => byWeights)), of('gradientNorm'))).toBeLessThan(1e-3)
      expect(relativeDifference(numbers(blocks.map(({ branch }) => branch)), of('branchGradient'))).toBeLessThan(1e-3)
      expect(relativeDifference(numbers(blocks.map(({ shortcut }) => shortcut)), of('shortcutGradient'))).toBeLessThan(1e-3)
      expect(layers.at(-1)?.byResponse).toBeNull()
      expect(layers.slice(0, -1).every(({ byResponse }) => byResponse !== null && byResponse > 0)).toBe(true)
    }
  })

  it('are of whole batches alone, and never told beyond all', async () => {
    const graph = await fittedPreset('resnet-20', size)
    const program = createNativeProgram(binding, 'native', { graph, dataset, recipe, totalSteps: 10 })
    const state = program.readState()
    program.dispose()
    const run = inspectedNet(binding, graph, dataset, state, recipeWith({ batchSize: 12 }))
    const told: number[] = []
    const { images, result } = await measuring.gradients(run, options, (done, total) =>
      Promise.resolve(void told.push(done / total)),
    )
    expect([images, result.batch]).toEqual([24, 12])
    expect(told).toEqual([0.25, 0.5, 0.75, 1])
    // It has not been trained: what it began with is what it is.
    expect(result.trained).toEqual(result.initial)
  })
})

function numbers(figures: readonly (number | null)[]): number[] {
  return figures.map((figure) => figure ?? NaN)
}
