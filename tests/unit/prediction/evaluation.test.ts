/** What a pass forward takes. Oracles: the MACs of the network itself, a made-up machine, and what must hold of any network. */
import { expect, test } from 'vitest'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { analyse, parameterCount } from '../../../core/graph/analysis.ts'
import { kernelPlan, noKernels } from '../../../core/graph/kernel-plan.ts'
import type { LayerGraph } from '../../../core/graph/layer-graph.ts'
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

test('memory is the weights, and as many maps as images at once', async () => {
  const graph = await graphOf('resnet-20')
  const numbers = parameterCount(graph)
  const of = (precision: 'float32' | 'bfloat16', batch: number) => evaluationBytes({ graph, precision, batch }, numbers)
  expect(of('float32', 1)).toEqual({ weights: 4 * numbers, maps: Math.round(1.35 * 4 * 3 * 32 * 32 * 16) })
  expect(of('bfloat16', 128)).toEqual({ weights: 2 * numbers, maps: Math.round(1.35 * 128 * 2 * 3 * 32 * 32 * 16) })
})
