/** What is read of a trained network for each image: against training's own evaluation, and against networks without the blocks that are left out. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { DecodedDataset } from '../../core/datasets/dataset.ts'
import { deletableBlocks } from '../../core/graph/deletable-blocks.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'
import { residualBlocks } from '../../core/graph/residual-blocks.ts'
import type { InspectedRun } from '../../core/inspect/inspected-run.ts'
import { measuring } from '../../core/inspect/measuring.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import type { InspectionRequest } from '../../core/tensorflow/inspection/inspection-graph.ts'
import { createInspection, type InspectionProgram } from '../../core/tensorflow/inspection/inspection-program.ts'
import { branchesProbe, jointProbe, responsesProbe, scoresProbe } from '../../core/tensorflow/inspection/probes.ts'
import type { Instructions } from '../../core/tensorflow/own-kernels/module.ts'
import type { NetworkState } from '../../core/tensorflow/program.ts'
import { fittedPreset, inspectedNet, trainedState } from './inspected-net.ts'
import { nativeBinding, ownKernels, plainRecipe, randomDataset, relativeDifference } from './native.ts'

let binding: Binding
let dataset: DecodedDataset
/** More than one batch, and not a multiple of one. */
const count = 303
const size = { height: 8, width: 8, channels: 3, classes: 10 }
beforeAll(() => {
  binding = nativeBinding()
  dataset = randomDataset(size, { train: 40, test: count })
})

const preset = (name: string, change?: { stage: number; blocks: number }): Promise<LayerGraph> => fittedPreset(name, size, change)
const trained = (graph: LayerGraph): ReturnType<typeof trainedState> => trainedState(binding, graph, dataset)

function inspect(graph: LayerGraph, withLesions: boolean, kernels?: Instructions): InspectionProgram {
  const probes = { scores: scoresProbe }
  const asked = { graph, dataset, split: 'test', recipe: plainRecipe, outliers: [], probes, withLesions } as const
  return createInspection(binding, { ...asked, ...(kernels === undefined ? {} : { kernels }) })
}

/** What our kernels compute in one with what follows, unless it is read. */
const inside = jointProbe([responsesProbe, branchesProbe])

const all = Int32Array.from({ length: count }, (_, index) => index)

describe('a trained network that is looked into', () => {
  it.each(['resnet-20', 'plain-20', 'pre-resnet-110', 'highway-19', 'densenet-40-12'])(
    '%s gives the error that training evaluates: by our own kernels, without, and where blocks can be left out',
    async (name) => {
      const graph = await preset(name)
      const { state, error } = await trained(graph)
      const read = async (program: InspectionProgram): Promise<Float32Array> => {
        program.writeWeights(state)
        const scores = await program.read('scores', all)
        program.dispose()
        return scores
      }
      const scores = await read(inspect(graph, false))
      expect(wrong(scores) / count).toBeCloseTo(error, 6)
      expect(relativeDifference(await read(inspect(graph, false, ownKernels())), scores)).toBeLessThan(1e-4)
      expect(relativeDifference(await read(inspect(graph, true, ownKernels())), scores)).toBeLessThan(1e-4)
    },
  )

  it.each(['resnet-20', 'plain-20', 'pre-resnet-110', 'highway-19'])(
    'inside of %s our own kernels give what TensorFlow’s give',
    async (name) => {
      const graph = await preset(name)
      const { state } = await trained(graph)
      const probes = { inside: residualBlocks(graph).length > 0 ? inside : responsesProbe }
      const asked = { graph, dataset, split: 'test', recipe: plainRecipe, outliers: [], probes, withLesions: false } as const
      const read = async (request: InspectionRequest): Promise<Float32Array> => {
        const program = createInspection(binding, request)
        program.writeWeights(state)
        const numbers = await program.read('inside', all)
        program.dispose()
        return numbers
      }
      expect(relativeDifference(await read({ ...asked, kernels: ownKernels() }), await read(asked))).toBeLessThan(1e-4)
    },
  )

  it('reads any images in any order, each on its own', async () => {
    const graph = await preset('resnet-20')
    const program = inspect(graph, false)
    program.writeWeights((await trained(graph)).state)
    const scores = await program.read('scores', all)
    const some = Int32Array.of(302, 7, 7, 250)
    const read = await program.read('scores', some)
    some.forEach((image, at) => {
      expect(relativeDifference(rowOf(read, at), rowOf(scores, image))).toBeLessThan(1e-5)
    })
    expect(await program.read('scores', new Int32Array())).toHaveLength(0)
    program.dispose()
  })

  it('a residual block that is left out adds nothing: as where the BN that ends its branch gives zeros', async () => {
    const graph = await preset('resnet-20')
    const { state } = await trained(graph)
    const program = inspect(graph, true, ownKernels())
    program.writeWeights(state)
    expect(program.blocks.map(({ name }) => name)).toHaveLength(9)
    for (const [at, { name, end }] of program.blocks.entries()) {
      const silent = silenced(graph, state, end)
      const other = inspect(graph, false)
      other.writeWeights(silent)
      const left = await program.read('scores', all, { left: new Set([at]) })
      expect(relativeDifference(left, await other.read('scores', all)), name).toBeLessThan(1e-4)
      other.dispose()
    }
    program.dispose()
  })

  it('a plain block that is left out is not there: as in a network with one block less', async () => {
    const graph = await preset('plain-20')
    const { state } = await trained(graph)
    const program = inspect(graph, true, ownKernels())
    program.writeWeights(state)
    // The first blocks of the second and third stage change the size of the maps: nothing can take their place.
    expect(program.blocks.map(({ name }) => name)).toEqual(
      ['1.block1', '1.block2', '1.block3', '2.block2', '2.block3', '3.block2', '3.block3'].map((name) => `stage${name}`),
    )
    const shorter = inspect(await preset('plain-20', { stage: 1, blocks: 2 }), false)
    shorter.writeWeights(
      new Map(
        [...state]
          .filter(([name]) => !name.startsWith('stage2.block2'))
          .map(([name, tensor]) => [name.replace('stage2.block3', 'stage2.block2'), tensor]),
      ),
    )
    const left = await program.read('scores', all, { left: new Set([3]) })
    expect(relativeDifference(left, await shorter.read('scores', all))).toBeLessThan(1e-4)
    shorter.dispose()
    program.dispose()
  })
})

describe('analyses of a trained network', () => {
  it('responses are those of the layers behind their BN, over all images', async () => {
    const run = await inspected('resnet-20')
    const { images, result } = await measuring.responses(run, { split: 'test', images: 100, seed: 1 }, quiet)
    expect(images).toBe(100)
    expect(result.layers.map(({ depth }) => depth)).toEqual([...Array(19).keys()].map((at) => at + 1))
    expect(result.layers.every(({ kernel }) => kernel === 3)).toBe(true)
    expect(result.layers.every(({ std }) => std !== null && std > 0)).toBe(true)
    expect(result.blocks.map(({ name }) => name)).toHaveLength(9)
    const weights = silenced(run.graph, run.weights, blockEnd(run.graph, 'stage1.block2'))
    const silent = inspectedNet(binding, run.graph, dataset, weights)
    const without = await measuring.responses(silent, { split: 'test', images: 100, seed: 1 }, quiet)
    expect(without.result.blocks.map(({ share }) => share === 0)).toEqual(
      result.blocks.map(({ name }) => name === 'stage1.block2'),
    )
    expect(without.result.layers.find(({ name }) => name === 'stage1.block2.conv2')).toMatchObject({ mean: 0, std: 0 })
  })

  it('shares of branches over training are those of each checkpoint, the earliest first', async () => {
    const run = await inspected('resnet-20')
    const early = silenced(run.graph, run.weights, blockEnd(run.graph, 'stage1.block2'))
    const others = new Map([
      [9, run.weights],
      [4, early],
    ])
    const several = inspectedNet(binding, run.graph, dataset, run.weights, plainRecipe, others)
    const options = { split: 'test', images: 50, seed: 1 } as const
    const { result } = await measuring.growth(several, options, quiet)
    expect(result.steps.map(({ step }) => step)).toEqual([4, 9])
    expect(result.steps[0]?.shares.map((share) => share === 0)).toEqual(result.blocks.map(({ name }) => name === 'stage1.block2'))
    const now = await measuring.responses(run, options, quiet)
    expect(result.steps[1]?.shares).toEqual(now.result.blocks.map(({ share }) => share))
    const plain = await measuring.growth(await inspected('plain-20'), options, quiet)
    expect(plain.result).toEqual({ blocks: [], steps: [] })
  })

  it('without a block the error is that of the network without it, and all together are as many as were asked for', async () => {
    const run = await inspected('plain-20')
    const told: number[] = []
    const options = { split: 'test', images: null, seed: 3, draws: 2, most: 2 } as const
    const { result } = await measuring.lesions(run, options, (done, total) => Promise.resolve(void told.push(done / total)))
    const whole = await measuring.predictions(run, options, quiet)
    expect(result.whole.error).toBe(whole.result.error)
    expect((result.whole.loss ?? NaN) / (whole.result.loss ?? NaN)).toBeCloseTo(1, 4)
    expect(result.alone).toHaveLength(7)
    expect(result.together.map(({ blocks }) => blocks.length)).toEqual([1, 1, 2, 2])
    for (const { blocks, error } of result.together) {
      const [only, ...others] = blocks
      if (others.length === 0) expect(error).toBe(result.alone.find(({ name }) => name === only)?.error)
    }
    expect(result.swapped.map(({ pairs }) => pairs)).toEqual([1, 1, 2, 2])
    expect(told.at(-1)).toBe(1)
    expect(told).toEqual(told.toSorted((one, other) => one - other))
    expect(await measuring.lesions(run, options, quiet)).toMatchObject({ result })
  })

  it('of what has no blocks to leave out there is the whole alone', async () => {
    const run = await inspected('densenet-40-12')
    const { result } = await measuring.lesions(run, { split: 'test', images: 20, seed: 1, draws: 2, most: 2 }, quiet)
    expect(result).toMatchObject({ alone: [], together: [], swapped: [] })
  })
})

const quiet = (): Promise<void> => Promise.resolve()

async function inspected(name: string): Promise<InspectedRun> {
  const graph = await preset(name)
  const { state } = await trained(graph)
  return inspectedNet(binding, graph, dataset, state)
}

function blockEnd(graph: LayerGraph, name: string): number {
  return deletableBlocks(graph).find((block) => block.name === name)?.end ?? -1
}

function testLabels(): Int32Array {
  return new Int32Array(Uint8Array.from(readFileSync(dataset.test.labelsFile)).buffer)
}

/** Number of images whose highest score is not their label's. */
function wrong(scores: Float32Array): number {
  const labels = testLabels()
  return all.filter((image) => {
    const row = rowOf(scores, image)
    return row.indexOf(Math.max(...row)) !== labels[image]
  }).length
}

function rowOf(scores: Float32Array, at: number): Float32Array {
  return scores.subarray(10 * at, 10 * (at + 1))
}

/** The state with zeros for scale and offset of the BN that the first input of an addition comes from. */
function silenced(graph: LayerGraph, state: NetworkState, addition: number): NetworkState {
  const norm = graph.layers[graph.layers[addition]?.inputs[0] ?? -1]?.name ?? ''
  const silent = new Map(state)
  for (const name of ['scale', 'offset']) {
    const { shape, values } = state.get(`${norm}.${name}`) ?? { shape: [], values: new Float32Array() }
    silent.set(`${norm}.${name}`, { shape, values: new Float32Array(values.length) })
  }
  return silent
}
