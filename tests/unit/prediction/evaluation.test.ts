/** What a pass forward takes. Oracles: the MACs of the network itself, a made-up machine, and what must hold of any network. */
import { expect, test } from 'vitest'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { analyse, parameterCount } from '../../../core/graph/analysis.ts'
import { kernelPlan, noKernels } from '../../../core/graph/kernel-plan.ts'
import type { LayerGraph } from '../../../core/graph/layer-graph.ts'
import { liveNumbers } from '../../../core/graph/live-maps.ts'
import { evaluationBytes, evaluationTime, workOfEvaluation } from '../../../core/prediction/evaluation.ts'
import { noWork, workKinds, type Work } from '../../../core/prediction/work.ts'

async function graphOf(name: string): Promise<LayerGraph> {
  const preset = await loadPreset(name)
  const lowered = preset === null ? null : lower(preset)
  if (!lowered?.ok) throw new Error(`${name} has no graph.`)
  return lowered.graph
}

const used = (graph: LayerGraph, ours = false) => ({
  graph,
  precision: 'float32' as const,
  kernels: ours ? kernelPlan({ graph, precision: 'float32', segments: [], scaled: new Set() }) : noKernels,
  batch: 8,
})
const productsOf = (work: Work): number =>
  workKinds.filter((kind) => /conv|linear/i.test(kind) && kind !== 'stridedConv').reduce((sum, kind) => sum + work[kind], 0)
const numbersOf = (work: Work): number =>
  workKinds.filter((kind) => /^(map|norm)\d/.test(kind)).reduce((sum, kind) => sum + work[kind], 0)

test.each(['resnet-20', 'plain-20', 'resnet-50', 'wrn-16-4'])(
  'of %s every multiply-accumulate counts once, by whichever kernels',
  async (name) => {
    const graph = await graphOf(name)
    for (const ours of [false, true])
      expect(productsOf(workOfEvaluation(used(graph, ours))) / (8 * analyse(graph).macs)).toBeCloseTo(1, 9)
  },
)

test('a run of our own kernels reads and writes nothing beside its convolution, but what it adds', async () => {
  const graph = await graphOf('resnet-20')
  const [theirs, own] = [workOfEvaluation(used(graph)), workOfEvaluation(used(graph, true))]
  expect(numbersOf(own)).toBeLessThan(numbersOf(theirs) / 3)
  expect(own.layer).toBeLessThan(theirs.layer)
  // Nothing goes back, and no weights are changed.
  expect([own.parameter, theirs.parameter]).toEqual([0, 0])
})

test('fewer threads take as many times as long, but for starting layers, which one thread does', async () => {
  const graph = await graphOf('resnet-20')
  const speeds = { ...noWork(), layer: 0.01, conv16: 1e-8, conv32: 1e-8, conv64: 1e-8 }
  const on = (threads: number) => evaluationTime(used(graph), speeds, { threads, cores: 4 })
  const starts = 0.01 * workOfEvaluation(used(graph)).layer
  expect((on(1) - starts) / (on(4) - starts)).toBeCloseTo(4, 9)
  expect((on(2) - starts) / (on(4) - starts)).toBeCloseTo(2, 9)
  expect(on(8)).toBe(on(4))
})

test('an image more takes its numbers twice as float32, and the maps that are held at once', async () => {
  const graph = await graphOf('resnet-20')
  const more = (precision: 'float32' | 'bfloat16') =>
    evaluationBytes({ ...used(graph), precision, batch: 9 }) - evaluationBytes({ ...used(graph), precision, batch: 8 })
  const image = 2 * 4 * 32 * 32 * 3
  // The widest moment of a block: what goes around it, and what goes into and comes out of a layer.
  const maps = (bytes: number) => 1.28 * bytes * 3 * 32 * 32 * 16
  expect(Math.abs(more('float32') - image - maps(4))).toBeLessThan(2)
  expect(Math.abs(more('bfloat16') - image - maps(2))).toBeLessThan(2)
})

test('what our own kernels join is held once', async () => {
  const stem = await graphOf('resnet-18')
  const held = (graph: LayerGraph, ours: boolean) => liveNumbers(graph, used(graph, ours).kernels)
  // The stem's BN and ReLU are one with its convolution: its output, and what a max-pooling makes of it, in place of two.
  expect(held(stem, false)).toBe(2 * 112 * 112 * 64)
  expect(held(stem, true)).toBe(112 * 112 * 64 + 56 * 56 * 64)
})

test('weights are held as float32 in any precision', async () => {
  const graph = await graphOf('vgg-16')
  const of = (precision: 'float32' | 'bfloat16') => evaluationBytes({ ...used(graph), precision, batch: 1 })
  expect(of('float32') / (4 * parameterCount(graph))).toBeGreaterThan(1)
  expect(of('float32') - of('bfloat16')).toBeLessThan(0.1 * of('float32'))
})
