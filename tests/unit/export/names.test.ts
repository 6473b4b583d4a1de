/** Names and shapes in exported state dicts. Oracle: torchvision's own (tests/reference/torchvision_names.py). */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { firstStage } from '../../../core/architecture/blocks.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { presetNames } from '../../../core/architecture/presets.ts'
import { tensorNames } from '../../../core/export/module-paths.ts'
import { channelsFirst, channelsLast, pytorchShape } from '../../../core/export/weights.ts'
import { size } from '../../../core/graph/tensors.ts'
import type { LayerGraph } from '../../../core/graph/layer-graph.ts'
import { architectures } from '../architecture/architectures.ts'
import { graphOf, graphOfPreset, graphOfTorchvision, preset, smallVgg } from './networks.ts'

const names = z
  .record(z.string(), z.record(z.string(), z.array(z.number())))
  .parse(JSON.parse(readFileSync(new URL('./torchvision-names.json', import.meta.url), 'utf8')))

describe.each(Object.keys(names))('%s', (name) => {
  it('has torchvision’s names and shapes, and no others', async () => {
    const ours = tensorNames(await graphOfTorchvision(name)).map((tensor) => [tensor.pytorch, pytorchShape(tensor)])
    expect(Object.fromEntries(ours)).toEqual(names[name])
  })
})

it('a tensor that goes to PyTorch and back is as it was', () => {
  const graph = graphOf(smallVgg)
  for (const tensor of tensorNames(graph)) {
    const values = Float32Array.from({ length: size(tensor.shape) }, (_, at) => at)
    const there = channelsFirst(graph, tensor, { shape: tensor.shape, values })
    expect(channelsLast(graph, tensor, there)).toEqual({ shape: tensor.shape, values })
  }
})

it('every tensor of every preset has a name of its own, in each framework', async () => {
  for (const name of await presetNames()) expectOwnNames(await graphOfPreset(name))
})

it('so has every tensor of any design', () => {
  fc.assert(
    fc.property(architectures, (architecture) => {
      const lowered = lower(architecture)
      if (lowered.ok) expectOwnNames(lowered.graph)
    }),
    { numRuns: 500 },
  )
})

function expectOwnNames(graph: LayerGraph): void {
  const tensors = tensorNames(graph)
  expect(new Set(tensors.map(({ pytorch }) => pytorch)).size).toBe(tensors.length)
  expect(new Set(tensors.map(({ keras }) => keras)).size).toBe(tensors.length)
}

it('dense stages among others are named as other stages are: torchvision has no such network', async () => {
  const design = await preset('densenet-40-12')
  const [, , last] = design.stages
  const mixed = graphOf({ ...design, stages: [firstStage, ...design.stages.slice(1, 2), ...(last === undefined ? [] : [last])] })
  const roots = new Set(tensorNames(mixed).map(({ pytorch }) => pytorch.split('.')[0]))
  expect([...roots]).toEqual(['conv1', 'layer1', 'layer2', 'layer3', 'bn', 'fc'])
})
