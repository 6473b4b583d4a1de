/** Which tensors an import takes, does without, and refuses. Oracle for names: torchvision's own. */
import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { fitDataset } from '../../../core/architecture/fit-dataset.ts'
import { pytorchWeights } from '../../../core/export/weights.ts'
import { tensorNames } from '../../../core/export/module-paths.ts'
import { Failure } from '../../../core/files/failure.ts'
import type { TensorEntry } from '../../../core/files/safetensors.ts'
import { size } from '../../../core/graph/tensors.ts'
import { matchTensors } from '../../../core/import/matching.ts'
import { graphOf, graphOfPreset, graphOfTorchvision, preset, smallVgg } from '../export/networks.ts'

const torchvision = z
  .record(z.string(), z.record(z.string(), z.array(z.number())))
  .parse(JSON.parse(readFileSync(new URL('../export/torchvision-names.json', import.meta.url), 'utf8')))

function entriesOf(shapes: Readonly<Record<string, readonly number[]>>, type: TensorEntry['type'] = 'F32'): TensorEntry[] {
  return Object.entries(shapes).map(([name, shape]) => ({ name, shape, length: size(shape), type }))
}
const resnet18 = torchvision['resnet-18'] ?? {}
const without = (...names: string[]) => Object.fromEntries(Object.entries(resnet18).filter(([name]) => !names.includes(name)))

describe.each(Object.keys(torchvision))('torchvision’s %s', (name) => {
  it('is taken whole', async () => {
    const { report } = matchTensors(await graphOfTorchvision(name), entriesOf(torchvision[name] ?? {}))
    expect(report.taken.toSorted()).toEqual(Object.keys(torchvision[name] ?? {}).toSorted())
    expect(report).toMatchObject({ adapted: [], refused: [] })
  })
})

const digits = { height: 32, width: 32, channels: 3, classes: 10 }

test('for other classes the last layer begins anew, and all else is taken', async () => {
  const graph = graphOf(fitDataset(await preset('resnet-18'), digits))
  const { report } = matchTensors(graph, entriesOf(resnet18))
  expect(report.adapted).toEqual([
    { name: 'fc.weight', reason: expect.stringContaining('It is 1000×512 in the file and 10×512 here.') as string },
    { name: 'fc.bias', reason: expect.stringContaining('It is 1000 in the file and 10 here.') as string },
  ])
  expect(report.taken).toHaveLength(Object.keys(resnet18).length - 2)
})

test('a layer of the head is taken whole or not at all', async () => {
  const { report, names } = matchTensors(await graphOfPreset('resnet-18'), entriesOf(without('fc.weight')))
  expect(report.adapted.map(({ name }) => name)).toEqual(['fc.weight', 'fc.bias'])
  expect(names.has('fc.bias')).toBe(false)
})

test('counts of batches are done without, and what the network has no place for is refused by name', async () => {
  const more = entriesOf({ ...resnet18, 'bn1.num_batches_tracked': [], 'layer9.weight': [3] })
  const { report } = matchTensors(await graphOfPreset('resnet-18'), more)
  expect(report.adapted.map(({ name }) => name)).toEqual(['bn1.num_batches_tracked'])
  expect(report.refused).toEqual([{ name: 'layer9.weight', reason: 'The network has no tensor of this name.' }])
})

test('without a tensor that is no head the import is refused as a whole, with its name', async () => {
  const graph = await graphOfPreset('resnet-18')
  const refusal = (entries: TensorEntry[]): string => {
    try {
      matchTensors(graph, entries)
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code === 'weights-do-not-fit') return thrown.message
    }
    return 'not refused'
  }
  expect(refusal(entriesOf(without('layer1.0.bn1.running_var')))).toContain(
    'layer1.0.bn1.running_var: The file does not have it.',
  )
  expect(refusal(entriesOf({ ...resnet18, 'conv1.weight': [64, 1, 7, 7] }))).toContain(
    'conv1.weight: It is 64×1×7×7 in the file and 64×3×7×7 here.',
  )
  expect(refusal(entriesOf(resnet18, 'F64'))).toContain('Its numbers are F64')
  // All but the two of the last layer; eight are named.
  expect(refusal([])).toContain(`And ${Object.keys(resnet18).length - 2 - 8} more.`)
})

test('DataParallel’s prefix is seen through', async () => {
  const parallel = Object.fromEntries(Object.entries(resnet18).map(([name, shape]) => [`module.${name}`, shape]))
  const { report } = matchTensors(await graphOfPreset('resnet-18'), entriesOf(parallel))
  expect(report.taken).toContain('module.conv1.weight')
  expect(report).toMatchObject({ adapted: [], refused: [] })
})

test('what an export to PyTorch or Keras arranged is arranged back, a flattened map too', () => {
  const graph = graphOf(smallVgg)
  const ours = tensorNames(graph)
  const weights = new Map(
    ours.map(({ name, shape }, at) => [
      name,
      { shape, values: Float32Array.from({ length: size(shape) }, (_, i) => at + i / 1e4) },
    ]),
  )
  const theirs = pytorchWeights(graph, weights)
  const entries = [...theirs].map(([name, { shape, values }]) => ({ name, shape, length: values.length, type: 'F32' as const }))
  const { matches } = matchTensors(graph, entries)
  expect(matches).toHaveLength(ours.length)
  for (const { here, made } of matches) expect(made(theirs)).toEqual(weights.get(here.name))
  const keras = matchTensors(
    graph,
    ours.map(({ keras: name, shape }) => ({ name, shape, length: size(shape), type: 'F32' })),
  )
  expect(keras.report.taken).toEqual(ours.map((tensor) => tensor.keras))
})
