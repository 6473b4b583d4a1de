/** Activations computed again instead of kept: the same bits, in less memory. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Architecture } from '../../core/architecture/architecture.ts'
import { fitDataset } from '../../core/architecture/fit-dataset.ts'
import { loadPreset } from '../../core/architecture/presets.ts'
import { estimatedMemory } from '../../core/graph/training-memory.ts'
import type { ActivationCheckpointing } from '../../core/graph/activation-checkpointing.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import { runtimeLocation, trainerEnvironment } from '../../core/tensorflow/runtime-location.ts'
import type { RecipeInput } from '../../core/recipe/recipe.ts'
import { digest } from './determinism-run.ts'
import { bottleneckNet, denseNet, fixupNet, highwayNet, vggNet } from './kind-nets.ts'
import { graphOf, nativeBinding, randomDataset, recipeWith, take } from './native.ts'
import { smallInception } from './small-inception.ts'

let binding: Binding
beforeAll(() => {
  binding = nativeBinding()
})

async function preset(name: string, side: number): Promise<Architecture> {
  const architecture = await loadPreset(name)
  if (architecture === null) throw new Error(`There is no preset ${name}.`)
  return fitDataset(architecture, { height: side, width: side, channels: 3, classes: 10 })
}

function trained(architecture: Architecture, change: Partial<RecipeInput>): { losses: number[]; state: string } {
  const { height, width } = architecture.input
  const program = createNativeProgram(binding, 'native', {
    graph: graphOf(architecture),
    dataset: randomDataset({ height, width, channels: 3, classes: 10 }),
    recipe: recipeWith({ augmentation: { pad: 2, flip: true }, ...change }),
    totalSteps: 3,
  })
  const losses = [0, 1, 2].map((step) => take(program, step).loss)
  const state = digest(program.readState())
  program.dispose()
  return { losses, state }
}

describe('three steps give the same bits whatever is computed again: weights, momentum, statistics', () => {
  const cases: Record<string, [() => Architecture | Promise<Architecture>, Partial<RecipeInput>]> = {
    'ResNet-20, option A': [() => preset('resnet-20', 16), {}],
    'ResNet-56, option B': [() => preset('resnet-56-b', 8), {}],
    'plain-20': [() => preset('plain-20', 16), {}],
    'a net of bottlenecks': [() => bottleneckNet, { batchSize: 4 }],
    'a VGG-like net': [() => vggNet, { batchSize: 4 }],
    'a DenseNet': [() => denseNet, {}],
    'a highway network': [() => highwayNet, {}],
    'a Fixup network': [() => fixupNet, {}],
    'a small Inception-ResNet': [() => smallInception, { batchSize: 4 }],
    'ResNet-20 in bfloat16 with stochastic depth': [() => preset('resnet-20', 16), { precision: 'bfloat16', dropPath: 0.5 }],
  }
  for (const [name, [net, change]] of Object.entries(cases)) {
    it(name, async () => {
      const architecture = await net()
      const off = trained(architecture, change)
      for (const kind of ['block', 'stage'] as const)
        expect(trained(architecture, { ...change, activationCheckpointing: { kind } }), kind).toEqual(off)
    })
  }
})

it('takes the memory predicted: far less per block and per group of blocks than when all is kept', async () => {
  const script = fileURLToPath(new URL('./memory-run.ts', import.meta.url))
  const graph = graphOf(await preset('resnet-56', 32))
  const env = trainerEnvironment(runtimeLocation())
  const predicted = (how: ActivationCheckpointing): number =>
    estimatedMemory(graph, { batchSize: 128, precision: 'float32', slots: 1, kernels: 'tensorflow' }, how) / 2 ** 20
  const once = (how: ActivationCheckpointing): number =>
    Number(execFileSync(process.execPath, [script, how], { env, encoding: 'utf8' }))
  // Where other programs hold up one of TensorFlow's threads, nodes whose turn it is wait, and what they read is held longer: then once more.
  const peak = (how: ActivationCheckpointing): number => {
    const measured = once(how)
    return measured < 1.1 * predicted(how) ? measured : Math.min(measured, once(how), once(how))
  }
  const [off, block, stage] = [peak('off'), peak('block'), peak('stage')]
  // 250 MB of each are TensorFlow itself.
  expect(block - 250).toBeLessThan(0.6 * (off - 250))
  expect(stage - 250).toBeLessThan(0.6 * (off - 250))
  for (const [how, measured] of Object.entries({ off, block, stage })) {
    const ratio = predicted(how as ActivationCheckpointing) / measured
    expect(ratio, how).toBeGreaterThan(0.75)
    expect(ratio, how).toBeLessThan(1.33)
  }
})
