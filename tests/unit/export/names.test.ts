/** Names and shapes in exported state dicts. Oracle: torchvision's own (tests/reference/torchvision_names.py). */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { tensorNames } from '../../../core/export/module-paths.ts'
import { channelsFirst, channelsLast, pytorchShape } from '../../../core/export/weights.ts'
import { size } from '../../../core/graph/tensors.ts'
import { graphOf, graphOfPreset, smallVgg } from './networks.ts'

const names = z
  .record(z.string(), z.record(z.string(), z.array(z.number())))
  .parse(JSON.parse(readFileSync(new URL('./torchvision-names.json', import.meta.url), 'utf8')))

describe.each(Object.keys(names))('%s', (preset) => {
  it('has torchvision’s names and shapes, and no others', async () => {
    const graph = await graphOfPreset(preset)
    const ours = tensorNames(graph).map((tensor) => [tensor.pytorch, pytorchShape(tensor)])
    expect(Object.fromEntries(ours)).toEqual(names[preset])
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
  for (const preset of ['resnet-20', 'resnet-20-b', 'plain-20', 'resnet-50', 'vgg-16']) {
    const tensors = tensorNames(await graphOfPreset(preset))
    expect(new Set(tensors.map(({ pytorch }) => pytorch)).size).toBe(tensors.length)
    expect(new Set(tensors.map(({ keras }) => keras)).size).toBe(tensors.length)
  }
})
