/** Whatever opens a run's network computes directly what the run did, as the record names it. */
import { expect, test } from 'vitest'
import { loadPreset } from '../../../core/architecture/presets.ts'
import type { DecodedDataset } from '../../../core/datasets/dataset.ts'
import { graphOf } from '../../../core/export/export.ts'
import type { LayerGraph } from '../../../core/graph/layer-graph.ts'
import { outliersWords, type Outliers } from '../../../core/graph/outliers.ts'
import { foldedGraph } from '../../../core/inspect/figures/fold-batch-norm.ts'
import { firstBatchRecipe } from '../../../core/recipe/first-batch.ts'
import { devicePlan } from '../../../core/tensorflow/inspection/device-program.ts'
import { inspectionGraph } from '../../../core/tensorflow/inspection/inspection-graph.ts'
import { scoresProbe } from '../../../core/tensorflow/inspection/probes.ts'

const found: readonly Outliers[] = [{ name: 'stage2.block2.conv1', ratio: 145.25 }]

async function resnet20(): Promise<LayerGraph> {
  const architecture = await loadPreset('resnet-20')
  if (architecture === null) throw new Error('There is no preset resnet-20.')
  return graphOf(architecture)
}

const recipeIn = (precision: 'float32' | 'bfloat16') => firstBatchRecipe({ batchSize: 8, precision, seed: 1 })

test('a network that is used has them by their names, also once BN is part of its convolutions, and only in bfloat16', async () => {
  const whole = await resnet20()
  const directIn = (graph: LayerGraph, precision: 'float32' | 'bfloat16', outliers: readonly Outliers[]): string[] => {
    const { directConvolutions } = devicePlan({ graph, recipe: recipeIn(precision), precision, outliers, own: true })
    return [...directConvolutions].map((id) => graph.layers[id]?.name ?? '')
  }
  for (const graph of [whole, foldedGraph(whole)]) {
    const usual = directIn(graph, 'bfloat16', [])
    const others = (names: readonly string[]): string[] => names.filter((name) => !usual.includes(name))
    expect(others(directIn(graph, 'bfloat16', found))).toEqual(['stage2.block2.conv1'])
    expect(others(directIn(graph, 'float32', found))).toEqual([])
    // What a record from elsewhere may name, and is no convolution of Winograd's.
    expect(
      directIn(graph, 'bfloat16', [
        { name: 'head.fc', ratio: 200 },
        { name: 'stem.bn', ratio: 200 },
      ]),
    ).toEqual(usual)
  }
})

test('one that is looked into has them, whether or not blocks can be left out', async () => {
  const graph = await resnet20()
  const split = { count: 8, imagesFile: 'images', labelsFile: 'labels' }
  const classes = Array.from({ length: 10 }, (_, index) => String(index))
  const [mean, std] = [
    [0, 0, 0],
    [1, 1, 1],
  ]
  const dataset: DecodedDataset = {
    id: 'cifar10',
    height: 32,
    width: 32,
    channels: 3,
    classes,
    train: split,
    test: split,
    mean,
    std,
  }
  const directOf = (precision: 'float32' | 'bfloat16', outliers: readonly Outliers[], withLesions: boolean): string[] => {
    const asked = { graph, recipe: recipeIn(precision), dataset, kernels: 'AVX2', outliers, split: 'test', withLesions } as const
    const { nodes } = inspectionGraph({ ...asked, probes: { scores: scoresProbe } })
    return nodes.flatMap(({ op, name }) => (op === 'StagecraftDirectConvolution' ? (name.split('/')[0] ?? '') : []))
  }
  for (const withLesions of [false, true]) {
    const usual = directOf('bfloat16', [], withLesions)
    expect(new Set(directOf('bfloat16', found, withLesions))).toEqual(new Set([...usual, 'stage2.block2.conv1']))
    expect(usual).not.toContain('stage2.block2.conv1')
    expect(directOf('float32', found, withLesions)).toEqual(usual)
  }
})

test('a person reads which convolutions, and how far apart their numbers are; of many the first', () => {
  expect(outliersWords(found)).toBe('for outliers in the first batch: stage2.block2.conv1 (largest 145 times the mean)')
  const many = Array.from({ length: 7 }, (_, index) => ({ name: `conv${index + 1}`, ratio: 200 }))
  expect(outliersWords(many)).toMatch(/conv5 \(largest 200 times the mean\) and 2 more$/)
})
