/** Features, maps and nearest images of a network that is looked into: against what follows from its own weights, and from looking one by one. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { DecodedDataset } from '../../core/datasets/dataset.ts'
import { analyses } from '../../core/inspect/analyses.ts'
import { featuresTensor, labelsTensor, ofAllTrainingImages } from '../../core/inspect/analyses/features.ts'
import { imageFeaturesTensor, mapsTensor } from '../../core/inspect/analyses/image.ts'
import { nearestTo } from '../../core/inspect/figures/nearest.ts'
import type { Tensors } from '../../core/files/safetensors.ts'
import { classesOfImages, type InspectedRun } from '../../core/inspect/inspected-run.ts'
import { measuring } from '../../core/inspect/measuring.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { fittedPreset, inspectedNet, trainedState } from './inspected-net.ts'
import { nativeBinding, randomDataset, relativeDifference } from './native.ts'

let binding: Binding
let dataset: DecodedDataset
let run: InspectedRun
const size = { height: 8, width: 8, channels: 3, classes: 10 }
beforeAll(async () => {
  binding = nativeBinding()
  dataset = randomDataset(size, { train: 120, test: 60 })
  const graph = await fittedPreset('resnet-20', size)
  run = inspectedNet(binding, graph, dataset, (await trainedState(binding, graph, dataset)).state)
})
const quiet = (): Promise<void> => Promise.resolve()
const all = { images: null, seed: 1, dataset: null } as const

describe('features', () => {
  it('of the head are what the class scores are made of', async () => {
    const { result, tensors } = await measuring.features(run, { ...all, split: 'test', place: 'head' }, quiet)
    expect(result.width).toBe(64)
    const features = tensors?.get(featuresTensor)?.values ?? new Float32Array()
    expect(tensors?.get(labelsTensor)?.values).toEqual(Float32Array.from(classesOfImages(run.dataset, 'test')))
    const { values: weights } = run.weights.get('head.fc.weights') ?? run.weights.get('head.classes.weights') ?? { values: [] }
    const bias = [...run.weights].find(([name]) => /^head\..*\.bias$/.test(name))?.[1].values ?? []
    const scores = (await measuring.predictions(run, { split: 'test', images: null, seed: 1 }, quiet)).tensors?.get(
      'scores',
    )?.values
    const product = Float32Array.from({ length: 600 }, (_, at) => {
      const [image, of] = [Math.floor(at / 10), at % 10]
      return [...Array(64).keys()].reduce(
        (sum, feature) => sum + (features[image * 64 + feature] ?? NaN) * (weights[feature * 10 + of] ?? NaN),
        bias[of] ?? 0,
      )
    })
    expect(relativeDifference(product, scores ?? [])).toBeLessThan(1e-4)
  })

  it('are asked for at places that there are', async () => {
    await expect(measuring.features(run, { ...all, split: 'test', place: 'stage4' }, quiet)).rejects.toMatchObject({
      code: 'no-such-place',
      remedy: 'Choose one of stem, stage1, stage2, stage3, head.',
    })
  })
})

it('an image has the probabilities of its scores, a map of each block, and the features that it has among all', async () => {
  const { result, tensors } = await measuring.image(run, { split: 'test', image: 7 }, quiet)
  expect(analyses.image.result.parse(result)).toEqual(result)
  expect(result.probabilities.reduce((sum: number, one) => sum + (one ?? NaN), 0)).toBeCloseTo(1, 6)
  expect(result.blocks.map(({ name, height }) => `${name} ${height}`)).toEqual(
    [8, 4, 2].flatMap((side, stage) => [1, 2, 3].map((block) => `stage${stage + 1}.block${block} ${side}`)),
  )
  expect(tensors?.get(mapsTensor)?.values).toHaveLength(3 * (64 + 16 + 4))
  expect(tensors?.get(mapsTensor)?.values.every((value) => value >= 0)).toBe(true)
  const features = (await measuring.features(run, { ...all, split: 'test', place: 'head' }, quiet)).tensors?.get(featuresTensor)
  const own = features?.values.subarray(7 * 64, 8 * 64) ?? []
  expect(relativeDifference(tensors?.get(imageFeaturesTensor)?.values ?? [], own)).toBeLessThan(1e-5)
  await expect(measuring.image(run, { split: 'test', image: 60 }, quiet)).rejects.toMatchObject({ code: 'no-image' })
})

it('near-duplicates are the nearest of all training images by features, the nearest first; pixels are compared too', async () => {
  const { result } = await measuring.duplicates(run, { images: null, seed: 1, most: 60 }, quiet)
  const read = async (split: 'train' | 'test'): Promise<Float32Array> =>
    (await measuring.features(run, { ...all, split, place: 'head' }, quiet)).tensors?.get(featuresTensor)?.values ??
    new Float32Array()
  const [train, test] = [await read('train'), await read('test')]
  expect(result.pairs).toHaveLength(60)
  for (const { test: one, train: other, distance } of result.pairs) {
    const [nearest] = nearestTo(test.slice(one * 64, (one + 1) * 64), train, 1)
    expect(distance).toBeCloseTo(nearest?.distance ?? NaN, 4)
    if ((nearest?.distance ?? 1) > 1e-5) expect(other).toBe(nearest?.at)
  }
  const distances = result.pairs.map(({ distance }) => distance)
  expect(distances).toEqual(distances.toSorted((a, b) => a - b))
  expect(result.pairs.every(({ pixels }) => pixels > 0 && pixels < 255)).toBe(true)
})

it('features of training images are measured once: near-duplicates keep what nearest images rest on, and take what is kept', async () => {
  const options = { images: null, seed: 1, most: 60 }
  const keeping = new Map<string, Tensors>()
  const beside: InspectedRun['beside'] = {
    read: (kind) => keeping.get(kind) ?? null,
    keep: (kind, asked, { tensors = new Map() }) => {
      expect(asked).toEqual(ofAllTrainingImages)
      keeping.set(kind, tensors)
    },
  }
  const first = await measuring.duplicates({ ...run, beside }, options, quiet)
  const kept = keeping.get('features')?.get(featuresTensor)
  expect(kept?.shape).toEqual([run.dataset.train.count, 64])
  // Taken: what stands there decides.
  kept?.values.fill(0)
  const second = await measuring.duplicates({ ...run, beside }, options, quiet)
  expect(second.result.pairs.every(({ distance }) => distance === 1)).toBe(true)
  // Of other images than there are: measured anew.
  keeping.set('features', new Map([[featuresTensor, { shape: [3, 64], values: new Float32Array(3 * 64) }]]))
  expect((await measuring.duplicates({ ...run, beside }, options, quiet)).result).toEqual(first.result)
})

it('a linear probe at the head of a network is no worse on its training images than the network itself', async () => {
  const { images, result } = await measuring.linearProbe(run, { images: null, seed: 1, dataset: null, place: null }, quiet)
  expect(images).toBe(120)
  expect(result.places.map(({ name }) => name)).toEqual(['stem', 'stage1', 'stage2', 'stage3', 'head'])
  const own = await measuring.predictions(run, { split: 'train', images: null, seed: 1 }, quiet)
  expect(result.places.at(-1)?.trainError).toBeLessThanOrEqual(own.result.error)
  expect(result.own).toBe((await measuring.predictions(run, { split: 'test', images: null, seed: 1 }, quiet)).result.error)
  expect(result.places.every(({ steps }) => steps < 300)).toBe(true)
})
