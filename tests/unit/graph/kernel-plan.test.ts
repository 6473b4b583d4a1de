/** What our own kernels compute of a network, and what stays TensorFlow's. */
import { describe, expect, it } from 'vitest'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset, presetNames } from '../../../core/architecture/presets.ts'
import { keptActivations } from '../../../core/graph/analysis.ts'
import { checkpointedSegments } from '../../../core/graph/activation-checkpointing.ts'
import type { LayerGraph } from '../../../core/graph/layer-graph.ts'
import { sidesOf } from '../../../core/graph/map-shape.ts'
import { kernelPlan, layersOf, noKernels, type PlanRequest, unkeptIn } from '../../../core/graph/kernel-plan.ts'

async function graphOf(name: string): Promise<LayerGraph> {
  const preset = await loadPreset(name)
  const lowered = preset === null ? null : lower(preset)
  if (!lowered?.ok) throw new Error(`${name} has no graph.`)
  return lowered.graph
}

const plan = (graph: LayerGraph, change: Partial<PlanRequest> = {}) =>
  kernelPlan({ graph, precision: 'float32', segments: [], scaled: new Set(), ...change })

const kindsOf = (graph: LayerGraph, ids: readonly number[]): string => ids.map((id) => graph.layers[id]?.kind ?? '').join(', ')

describe('the plan of our own kernels', () => {
  it('puts every BN of every network into one run, which only its last layer gives out', async () => {
    for (const name of await presetNames()) {
      const graph = await graphOf(name)
      const { runs, insideRuns } = plan(graph)
      const all = [...runs.values()].flatMap(layersOf)
      expect(new Set(all).size, name).toBe(all.length)
      expect(runs.size, name).toBe(graph.layers.filter(({ kind }) => kind === 'batchNorm').length)
      for (const { id, inputs } of graph.layers)
        for (const input of inputs) expect(!insideRuns.has(input) || insideRuns.has(id) || runs.has(id), name).toBe(true)
    }
  })

  it('runs over the addition and ReLU of a block; where both ways end in BN, from the branch', async () => {
    const graph = await graphOf('resnet-50')
    const run = [...plan(graph).runs.values()].find(({ addition }) => addition !== null)
    if (run === undefined) throw new Error('There is no addition.')
    expect(kindsOf(graph, layersOf(run))).toBe('batchNorm, add, relu')
    expect(graph.layers[run.batchNorm]?.place).toMatchObject({ branch: 'main' })
    expect(graph.layers[run.addition?.shortcut ?? 0]?.kind).toBe('batchNorm')
  })

  it('begins a run with the convolution of ours whose output BN alone reads', async () => {
    const begun = (graph: LayerGraph, change: Partial<PlanRequest> = {}): string[] =>
      [...plan(graph, change).runs.values()].flatMap(({ convolution }) =>
        convolution === null ? [] : (graph.layers[convolution]?.name ?? ''),
      )
    const convolutions = (graph: LayerGraph): string[] => graph.layers.flatMap(({ kind, name }) => (kind === 'conv' ? name : []))
    for (const name of ['resnet-20', 'resnet-50']) {
      const graph = await graphOf(name)
      expect(begun(graph).sort(), name).toEqual(convolutions(graph).sort())
    }
    const vgg = await graphOf('vgg-16')
    expect(plan(vgg).convolutions.size).toBeGreaterThan(0)
    expect(plan(vgg).runs.size).toBe(0)
  })

  it('gives no convolution to Winograd that is to be direct, and makes its gradients apart', async () => {
    const graph = await graphOf('resnet-20')
    const [id = 0] = plan(graph).convolutions
    const direct = new Set([graph.layers[id]?.name ?? ''])
    const { convolutions, directConvolutions, bothGradients } = plan(graph, { direct })
    expect([convolutions.has(id), directConvolutions.has(id), bothGradients.has(id)]).toEqual([false, true, false])
    expect(convolutions.size).toBe(plan(graph).convolutions.size - 1)
    expect(plan(graph).bothGradients.has(id)).toBe(true)
  })

  it('reads through BN and ReLU where the convolution is all that reads them', async () => {
    const graph = await graphOf('resnet-20')
    const { readThrough } = plan(graph)
    expect([...readThrough.keys()].map((id) => graph.layers[id]?.name.replace(/^.*\./, ''))).toEqual(Array(9).fill('conv2'))
    for (const [id, run] of readThrough) {
      expect(kindsOf(graph, layersOf(run))).toBe('batchNorm, relu')
      expect(graph.layers[id]?.inputs).toEqual([run.relu])
    }
    const deep = await graphOf('resnet-50')
    const inOrder = [...plan(deep).readThrough.keys()].sort((a, b) => a - b)
    expect(inOrder.map((id) => deep.layers[id]?.name.replace(/^.*\./, ''))).toEqual(Array(16).fill(['conv2', 'conv3']).flat())
    const before = await graphOf('pre-resnet-110')
    expect(plan(before).readThrough.size).toBeGreaterThan(50)
  })

  it('gives out whatever is read from outside, and still computes the rest in one', async () => {
    for (const name of ['resnet-20', 'plain-20', 'resnet-50', 'pre-resnet-110', 'inception-resnet-v2']) {
      const graph = await graphOf(name)
      for (const kind of ['conv', 'batchNorm', 'add', 'relu']) {
        const read = new Set(graph.layers.flatMap((layer) => (layer.kind === kind ? [layer.id] : [])))
        const { runs, insideRuns, readThrough } = plan(graph, { read })
        const nowhere = [
          ...insideRuns,
          ...[...runs.values(), ...readThrough.values()].map(({ convolution }) => convolution ?? -1),
        ]
        expect(
          nowhere.filter((id) => read.has(id)),
          `${name}, ${kind}`,
        ).toEqual([])
        expect([...readThrough.values()].filter(({ relu }) => relu !== null && read.has(relu))).toEqual([])
      }
    }
    const graph = await graphOf('resnet-20')
    const adds = new Set(graph.layers.flatMap(({ id, kind }) => (kind === 'add' ? [id] : [])))
    const kinds = [...plan(graph, { read: adds }).runs.values()].map((run) => kindsOf(graph, layersOf(run)))
    expect(new Set(kinds)).toEqual(new Set(['batchNorm, relu', 'batchNorm, add']))
  })

  it('keeps none of what is read through: of a plain net half of the maps, of a residual one the first of each block', async () => {
    const kept = async (name: string, change: Partial<PlanRequest> = {}): Promise<[own: number, tensorflow: number]> => {
      const graph = await graphOf(name)
      const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
      return [sum(keptActivations(graph, unkeptIn(graph, plan(graph, change)))), sum(keptActivations(graph))]
    }
    const [residual, all] = await kept('resnet-20')
    // Three blocks of a map of 32 × 32 × 16 each, of 16 × 16 × 32, of 8 × 8 × 64.
    expect(all - residual).toBe(3 * (32 * 32 * 16 + 16 * 16 * 32 + 8 * 8 * 64))
    const [plain, plainAll] = await kept('plain-20')
    expect(plain).toBeLessThan(0.6 * plainAll)
    const [half, halfAll] = await kept('resnet-20', { precision: 'float16' })
    expect(half).toBe(halfAll)
  })

  it('makes both gradients at once of convolutions with BN behind them whose image stays in a cache, and of plain 1×1 of few weights', async () => {
    const widths = async (name: string): Promise<number[]> => {
      const graph = await graphOf(name)
      return [...new Set([...plan(graph).bothGradients].map((id) => graph.layers[id]?.outputShape[2] ?? 0))]
    }
    expect(await widths('resnet-20')).toEqual([16, 32, 64])
    expect(await widths('resnet-18')).toEqual([64, 128])
    expect(await widths('vgg-16')).toEqual([])
    const deep = await graphOf('resnet-50')
    const { bothGradients, directConvolutions } = plan(deep)
    const plain = [...bothGradients].filter((id) => directConvolutions.has(id)).map((id) => deep.layers[id]?.name ?? '')
    expect(plain).toHaveLength(15)
    expect(plain).toEqual(expect.arrayContaining(['stage1.block2.conv1', 'stage1.block2.conv3', 'stage2.block1.conv3']))
    expect(plain.filter((name) => !/^stage[12]\./.test(name))).toEqual([])
  })

  it('goes on from a convolution to the BN before it where its gradient is the last that comes back', async () => {
    const graph = await graphOf('resnet-20')
    const { goesOn, bothGradients, runs } = plan(graph)
    expect([...goesOn.keys()].sort((a, b) => a - b)).toEqual([...bothGradients])
    for (const [id, run] of goesOn) {
      expect(graph.layers[id]?.inputs).toEqual([run.relu])
      const readers = graph.layers.filter(({ inputs }) => run.relu !== null && inputs.includes(run.relu))
      expect(readers[0]?.id).toBe(id)
    }
    // In the second and third stage the first convolution of a block has a stride: what it reads is summed by itself.
    const summed = [...runs.values()].filter((run) => ![...goesOn.values()].includes(run))
    expect(summed.map(({ batchNorm }) => graph.layers[batchNorm]?.name)).toEqual([
      'stage1.block3.bn2',
      'stage2.block3.bn2',
      'stage3.block3.bn2',
    ])
  })

  it('joins the same on the way back where activations are computed again, so the bits are the same', async () => {
    const graph = await graphOf('resnet-20')
    const { goesOn, bothGradients } = plan(graph, { segments: checkpointedSegments(graph, 'block') })
    expect(bothGradients).toEqual(plan(graph).bothGradients)
    expect([...goesOn.keys()]).toEqual([...plan(graph).goesOn.keys()])
  })

  it('takes 3×3 convolutions of stride 1 with neither few nor very many channels, and none in groups', async () => {
    const widths = (graph: LayerGraph, ids: ReadonlySet<number>): number[] =>
      [...new Set([...ids].map((id) => graph.layers[id]?.outputShape[2] ?? 0))].sort((a, b) => a - b)
    const resnet = await graphOf('resnet-20')
    expect(widths(resnet, plan(resnet).convolutions)).toEqual([16, 32, 64])
    expect(widths(resnet, plan(resnet, { precision: 'bfloat16' }).convolutions)).toEqual([16, 32, 64])
    const wide = await graphOf('resnet-18')
    expect(widths(wide, plan(wide).convolutions)).toEqual([64, 128, 256, 512])
    expect(widths(wide, plan(wide, { precision: 'bfloat16' }).convolutions)).toEqual([64, 128, 256, 512])
    const resnext = await graphOf('resnext-50-32x4d')
    expect(plan(resnext).convolutions.size).toBe(0)
  })

  it('takes the other convolutions by direct products, but for groups and dilation', async () => {
    const kernels = (graph: LayerGraph, change: Partial<PlanRequest> = {}): string[] =>
      [...plan(graph, change).directConvolutions].map((id) => {
        const layer = graph.layers[id]
        return layer?.kind === 'conv' ? `${layer.name} ${sidesOf(layer.config.kernel)[0]}/${layer.config.stride}` : ''
      })
    const resnet = await graphOf('resnet-20')
    expect(kernels(resnet)).toEqual(['stem.conv 3/1', 'stage2.block1.conv1 3/2', 'stage3.block1.conv1 3/2'])
    expect(kernels(resnet, { precision: 'bfloat16' })).toEqual(kernels(resnet))
    const deep = await graphOf('resnet-50')
    expect(kernels(deep)).toContain('stem.conv 7/2')
    expect(plan(deep).directConvolutions.size + plan(deep).convolutions.size).toBe(
      deep.layers.filter(({ kind }) => kind === 'conv').length,
    )
    const resnext = await graphOf('resnext-50-32x4d')
    const grouped = resnext.layers.filter((layer) => layer.kind === 'conv' && (layer.config.groups ?? 1) > 1)
    expect(grouped.filter(({ id }) => plan(resnext).directConvolutions.has(id))).toEqual([])
  })

  it('takes max-poolings, and keeps nothing of what one of them alone reads', async () => {
    const graph = await graphOf('resnet-18')
    const { maxPools } = plan(graph)
    expect(kindsOf(graph, [...maxPools])).toBe('maxPool')
    const [pool = NaN] = maxPools
    const [read = NaN] = graph.layers[pool]?.inputs ?? []
    expect(unkeptIn(graph, plan(graph)).has(read)).toBe(true)
    expect(unkeptIn(graph, plan(graph)).has(pool)).toBe(false)
  })

  it('leaves float16 to TensorFlow', async () => {
    expect(plan(await graphOf('resnet-20'), { precision: 'float16' })).toBe(noKernels)
  })

  it('does not cross the end of what is computed a second time', async () => {
    const graph = await graphOf('resnet-20')
    const segments = checkpointedSegments(graph, 'block')
    const inSegment = (id: number): number => segments.findIndex(({ first, last }) => id >= first && id <= last)
    const { runs, readThrough } = plan(graph, { segments })
    for (const run of runs.values())
      expect(new Set([...layersOf(run), ...(run.convolution === null ? [] : [run.convolution])].map(inSegment)).size).toBe(1)
    for (const [id, run] of readThrough) expect(inSegment(id)).toBe(inSegment(run.batchNorm))
  })

  it('does not run into an addition whose branch is multiplied before', async () => {
    const graph = await graphOf('resnet-20')
    const scaled = new Set(graph.layers.filter(({ kind }) => kind === 'add').map(({ id }) => id))
    expect([...plan(graph, { scaled }).runs.values()].filter(({ addition }) => addition !== null)).toEqual([])
  })
})
