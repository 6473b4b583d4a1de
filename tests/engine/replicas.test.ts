/** One batch shared by two devices, both this machine's CPU: equal to each half by itself, averaged. */
import { beforeAll, expect, it } from 'vitest'
import { fitDataset } from '../../core/architecture/fit-dataset.ts'
import { loadPreset } from '../../core/architecture/presets.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import { graphOf, nativeBinding, randomDataset, recipeWith, relativeDifference, take } from './native.ts'
import { distance, eagerPasses, nativePasses } from './passes.ts'

const devices = ['/CPU:0', '/CPU:0']

let binding: Binding
let graph: LayerGraph
beforeAll(async () => {
  binding = nativeBinding()
  const architecture = await loadPreset('resnet-20')
  if (architecture === null) throw new Error('There is no preset resnet-20.')
  graph = graphOf(fitDataset(architecture, { height: 8, width: 8, channels: 3, classes: 10 }))
})

it('averages the gradients of the halves as autodiff does; statistics are the first half’s', async () => {
  const actual = nativePasses(binding, graph, 8, { devices })
  const expected = await eagerPasses(graph, 8, 2)
  expect(actual.loss).toBeCloseTo(expected.loss, 5)
  for (const [parameter, gradient] of expected.gradients)
    expect(distance(actual.gradients.get(parameter) ?? [], gradient), parameter).toBeLessThan(1e-4)
  for (const [statistic, next] of expected.statistics)
    expect(relativeDifference(actual.statistics.get(statistic) ?? [], next), statistic).toBeLessThan(1e-4)
})

it('is not the pass over the whole batch: BN normalises each half by itself', async () => {
  const halves = nativePasses(binding, graph, 8, { devices })
  const whole = await eagerPasses(graph, 8, 1)
  const furthest = Math.max(
    ...[...whole.gradients].map(([name, gradient]) => distance(halves.gradients.get(name) ?? [], gradient)),
  )
  expect(furthest).toBeGreaterThan(0.1)
})

it('trains as two passes a step do, save for the statistics', () => {
  const dataset = randomDataset({ height: 8, width: 8, channels: 3, classes: 10 })
  const made = (change: Parameters<typeof recipeWith>[0], replicas: string[]): ReturnType<typeof createNativeProgram> =>
    createNativeProgram(binding, 'native', { graph, dataset, recipe: recipeWith(change), totalSteps: 2, devices: replicas })
  const shared = made({ batchSize: 8 }, devices)
  const passes = made({ batchSize: 4, accumulation: 2 }, [])
  for (let step = 0; step < 2; step++) expect(take(shared, step, 1e-3).loss).toBeCloseTo(take(passes, step, 1e-3).loss, 4)
  const expected = passes.readState()
  for (const [name, { values }] of shared.readState())
    if (!/\.(mean|variance)$/.test(name)) expect(distance(values, expected.get(name)?.values ?? []), name).toBeLessThan(1e-3)
  shared.dispose()
  passes.dispose()
})

it('refuses a batch that cannot be shared in equal parts', () => {
  expect(() => nativePasses(binding, graph, 7, { devices })).toThrow(/7 cannot be shared by 2/)
})
