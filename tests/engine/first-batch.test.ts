/** What one batch shows in an untrained network, number by number against tfjs's autodiff; and that it tells a dead net from its residual twin. */
import * as tf from '@tensorflow/tfjs'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { completed, type Architecture } from '../../core/architecture/architecture.ts'
import type { WrittenStage } from '../../core/architecture/blocks.ts'
import type { DecodedDataset } from '../../core/datasets/dataset.ts'
import { ensureDataset } from '../../core/datasets/ensure.ts'
import { firstBatchQuantities } from '../../core/graph/first-batch.ts'
import { GraphBuilder } from '../../core/graph/graph-builder.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'
import { findings, verdict, type Finding } from '../../core/graph/first-batch-findings.ts'
import { firstBatchRecipe } from '../../core/recipe/first-batch.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createFirstBatch } from '../../core/tensorflow/first-batch.ts'
import { initialState } from '../../core/tensorflow/initial-state.ts'
import { runtimeLocation } from '../../core/tensorflow/runtime-location.ts'
import { measureFirstBatch } from '../../core/training/first-batch/measure.ts'
import { graphOf, nativeBinding, randomDataset, randomTensor, relativeDifference } from './native.ts'
import { oracleView } from './first-batch-oracle.ts'

const tolerance = 1e-3
const classes = 5
const images = 3

const basic: WrittenStage = { kind: 'basic', layers: 2, blocks: 2, width: 6, stride: 1, shortcut: 'A' }
const net: Architecture = completed({
  name: 'net',
  input: { height: 8, width: 8, channels: 3 },
  stem: { kind: 'conv', kernel: 3, width: 6, stride: 1, pool: null },
  stages: [basic, { ...basic, width: 8, stride: 2 }],
  head: { kind: 'linear', pool: 'global-average', hidden: [], classes },
})
const nets: Record<string, Architecture> = {
  'a residual net': net,
  'blocks on the image itself': completed({ ...net, stem: null, stages: [{ ...basic, blocks: 2, width: 3 }] }),
  'convolutions without BN, and hidden layers': completed({
    ...net,
    stem: null,
    stages: [{ kind: 'conv', blocks: 3, width: 4, stride: 1, normalization: 'none', pool: { kernel: 2, stride: 2 } }],
    head: { kind: 'linear', pool: 'flatten', hidden: [7], classes },
  }),
}

let binding: Binding
beforeAll(async () => {
  binding = nativeBinding()
  await tf.setBackend('cpu')
})

describe('the numbers of one batch agree with tfjs and its gradients', () => {
  for (const [name, architecture] of Object.entries(nets)) {
    for (const precision of ['float32', 'float16'] as const) {
      it(`${name}, ${precision}`, () => {
        const graph = graphOf(architecture)
        const { program, values, image, labels } = open(graph, precision, images)
        const { layers, loss } = program.statistics(image, labels)
        program.dispose()
        const tfImage = tf.tensor(image, [images, 8, 8, 3])
        const oracle = oracleView(graph, values, tfImage, (scores) =>
          tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), scores),
        )
        expect(loss).toBeGreaterThan(0)
        const shown = layers.flatMap((layer) =>
          firstBatchQuantities.flatMap((quantity) => {
            const value = layer[quantity]
            return value === null ? [] : [[`${layer.name} ${quantity}`, value] as const]
          }),
        )
        expect(shown.map(([key]) => key).sort()).toEqual([...oracle.numbers.keys()].sort())
        const most = precision === 'float32' ? tolerance : 0.1
        const apart = shown.flatMap(([key, value]) => {
          const wanted = oracle.numbers.get(key) ?? NaN
          // BN's mean is 0 but for rounding, and a unit of half precision may fall to the other side of 0.
          const floor = precision === 'float16' ? 0.02 : /mean$/.test(key) ? 1e-5 : 0
          return Math.abs(value - wanted) <= most * Math.abs(wanted) + floor ? [] : [`${key}: ${value}, expected ${wanted}`]
        })
        expect(apart).toEqual([])
      })
    }

    it(`${name}: the gradient that goes back to the image`, () => {
      const graph = graphOf(architecture)
      const { program, values, image } = open(graph, 'float32', images)
      const weights = randomTensor(77, [images, classes])
      const actual = program.inputGradients(image, weights)
      program.dispose()
      const { byImage } = oracleView(graph, values, tf.tensor(image, [images, 8, 8, 3]), (scores) =>
        tf.sum(tf.mul(scores, tf.tensor(weights, [images, classes]))),
      )
      const largest = Math.max(...byImage.map(Math.abs))
      expect(largest).toBeGreaterThan(0)
      expect(actual).toHaveLength(byImage.length)
      expect(Math.max(...actual.map((value, index) => Math.abs(value - (byImage[index] ?? NaN))))).toBeLessThan(
        tolerance * largest,
      )
    })
  }
})

test('dropout leaves nothing out where neighbours are compared: the gradient is that without it, times what it scales by', () => {
  const gradient = (rate: number): Float32Array => {
    const { program, image } = open(withDropout(rate), 'float32', images)
    const back = program.inputGradients(image, randomTensor(78, [images, classes]))
    program.dispose()
    return back
  }
  const [without, dropped] = [gradient(0), gradient(0.5)]
  expect(
    relativeDifference(
      dropped,
      without.map((value) => 2 * value),
    ),
  ).toBeLessThan(1e-5)
})

describe('a plain net of 100 layers without BN', () => {
  const conv = (width: number, stride: number): WrittenStage => ({
    kind: 'conv',
    blocks: 33,
    width,
    stride,
    normalization: 'none',
    pool: null,
  })
  const block = (width: number, stride: number): WrittenStage => ({ ...basic, layers: 3, blocks: 11, width, stride })
  const deep = (stages: readonly WrittenStage[]): Architecture =>
    completed({
      ...net,
      input: { height: 28, width: 28, channels: 1 },
      stem: null,
      stages: [...stages],
      head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
    })

  it('is dead beside its residual twin with BN', { timeout: 240_000 }, async () => {
    const digits = await ensureDataset('mnist', mkdtempSync(join(tmpdir(), 'stagecraft-digits-')))
    const plain = await measured(digits, deep([conv(8, 1), conv(16, 2), conv(32, 2)]))
    const residual = await measured(digits, deep([block(8, 1), block(16, 2), block(32, 2)]))
    const of = (all: readonly Finding[], about: Finding['about']) => all.find((finding) => finding.about === about)
    expect(verdict(plain.findings)).toContain('dead')
    expect(of(plain.findings, 'units')).toMatchObject({ state: 'broken' })
    expect(residual.findings.filter(({ state }) => state === 'broken')).toEqual([])
    expect(of(residual.findings, 'units')).toMatchObject({ state: 'sound' })
    const last = ({ firstBatch: { layers } }: typeof plain) => layers.findLast(({ deadShare }) => deadShare !== null)
    expect(last(plain)?.deadShare).toBeGreaterThan(0.2)
    expect(last(residual)?.deadShare).toBeLessThan(0.05)
  })
})

function withDropout(rate: number): LayerGraph {
  const head = { part: 'head' } as const
  const builder = new GraphBuilder([8, 8, 3])
  builder.append('conv', 'stem.conv', { kernel: 3, width: 6, stride: 1, padding: 1, bias: false }, { part: 'stem' })
  builder.append('relu', 'stem.relu', {}, { part: 'stem' })
  builder.append('dropout', 'head.dropout', { rate }, head)
  builder.append('globalAveragePool', 'head.pool', {}, head)
  builder.append('linear', 'head.fc', { width: classes }, head)
  return builder.graph()
}

function open(graph: LayerGraph, precision: 'float32' | 'float16', batchSize: number) {
  const recipe = firstBatchRecipe({ batchSize, precision, seed: 3 })
  const dataset = randomDataset({ height: 8, width: 8, channels: 3, classes }, { train: batchSize, test: 1 })
  const program = createFirstBatch(binding, { graph, recipe, dataset, totalSteps: 10 }, batchSize)
  const state = initialState(graph, recipe)
  const parameters = [...state].filter(([name]) => state.has(`${name}/momentum`))
  const values = new Map(parameters.map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]))
  const image = randomTensor(11, [batchSize, 8, 8, 3])
  const labels = Int32Array.from({ length: batchSize }, (_, index) => index % classes)
  return { program, values, image, labels }
}

async function measured(images: DecodedDataset, architecture: Architecture) {
  const location = runtimeLocation()
  if (location.kind === 'missing') throw new Error(location.reason)
  const told: number[] = []
  let clock = 0
  const firstBatch = await measureFirstBatch({
    location,
    graph: graphOf(architecture),
    images,
    settings: { batchSize: 64, precision: 'float32', seed: 1 },
    elapsed: () => (clock += 5),
    progress: (done) => Promise.resolve(void told.push(done)),
  })
  expect(told).toEqual([...told].sort((a, b) => a - b))
  expect(firstBatch).toMatchObject({ stepMs: 5, timedSteps: 5 })
  expect(firstBatch.peakBytes).toBeGreaterThan(1e8)
  return { firstBatch, findings: findings(firstBatch, 64) }
}
