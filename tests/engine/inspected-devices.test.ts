/** A network as it is used: BN folded into its convolutions is the same function, and each form is timed at every batch and number of threads. */
import { availableParallelism } from 'node:os'
import { expect, it } from 'vitest'
import { analyses } from '../../core/inspect/analyses.ts'
import { foldBatchNorm } from '../../core/inspect/figures/fold-batch-norm.ts'
import { measuring } from '../../core/inspect/measuring.ts'
import { createDevice } from '../../core/tensorflow/inspection/device-program.ts'
import { fittedPreset, inspectedNet, trainedState } from './inspected-net.ts'
import { nativeBinding, ownKernels, plainRecipe, randomDataset, randomTensor, relativeDifference } from './native.ts'

const size = { height: 8, width: 8, channels: 3, classes: 10 }
const quiet = (): Promise<void> => Promise.resolve()

it.each(['resnet-20', 'plain-20'])('%s with BN folded gives the same scores', async (name) => {
  const binding = nativeBinding()
  const dataset = randomDataset(size, { train: 40, test: 20 })
  const graph = await fittedPreset(name, size)
  const { state } = await trainedState(binding, graph, dataset)
  const folded = foldBatchNorm(graph, state)
  expect(folded.graph.layers.length).toBeLessThan(graph.layers.length)
  const images = randomTensor(3, [8, 8, 8, 3])
  const scoresOf = (of: typeof folded, kernels: ReturnType<typeof ownKernels> | undefined): Float32Array => {
    const request = {
      graph: of.graph,
      recipe: plainRecipe,
      precision: 'float32',
      batch: 8,
      threads: 1,
      kernels,
      outliers: [],
    } as const
    const program = createDevice(binding, request, of.weights)
    const scores = program.scores(images)
    program.dispose()
    return scores
  }
  const whole = scoresOf({ graph, weights: state }, undefined)
  expect(relativeDifference(scoresOf(folded, undefined), whole)).toBeLessThan(1e-4)
  expect(relativeDifference(scoresOf(folded, ownKernels()), whole)).toBeLessThan(1e-4)
})

it('is measured in each form, with its error and its time by batch and threads', async () => {
  const binding = nativeBinding()
  // Of smaller images many take no more than one, beside what TensorFlow takes by itself.
  const large = { ...size, height: 32, width: 32 }
  const dataset = randomDataset(large, { train: 40, test: 20 })
  const graph = await fittedPreset('resnet-20', large)
  const run = inspectedNet(binding, graph, dataset, (await trainedState(binding, graph, dataset)).state)
  const options = { split: 'test', images: null, seed: 1 } as const
  const { result } = await measuring.devices(run, options, quiet)
  expect(analyses.devices.result.parse(result)).toEqual(result)
  const [whole, , folded] = result.forms
  const { result: predicted } = await measuring.predictions(run, options, quiet)
  expect([whole?.error, folded?.error]).toEqual([predicted.error, predicted.error])
  expect(folded?.layers).toBe((whole?.layers ?? NaN) - 19)
  expect(whole?.latencies).toHaveLength(4 * new Set([1, availableParallelism()]).size)
  expect(whole?.latencies.every(({ ms, runs }) => ms > 0 && runs >= 3)).toBe(true)
  // Each in a process of its own: one that holds TensorFlow, and more of it the more images are looked at.
  for (const { memory } of result.forms) {
    expect(memory.map(({ batch }) => batch)).toEqual([1, 8, 32, 128])
    const [one, many] = [memory[0]?.bytes ?? NaN, memory[3]?.bytes ?? NaN]
    expect(one).toBeGreaterThan(100e6)
    expect(many).toBeLessThan(400e6)
    expect(many).toBeGreaterThan(one)
  }
})
