/**
 * The work of a step. Oracle: the very nodes that it is run as. The training graph is written with a writer that remembers shapes; products and passes over
 * maps are counted node by node, by what each op multiplies, reads and writes. Only what the step's results need is run, and counted.
 */
import { expect, test } from 'vitest'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset, presetNames } from '../../../core/architecture/presets.ts'
import { GraphBuilder } from '../../../core/graph/graph-builder.ts'
import type { Attribute, GraphTensor, OutputSpec } from '../../../core/graph/graph-layer.ts'
import type { LayerGraph } from '../../../core/graph/layer-graph.ts'
import { size } from '../../../core/graph/tensors.ts'
import { workKinds, workOfStep, type Work } from '../../../core/prediction/work.ts'
import { recipeSchema, type Recipe } from '../../../core/recipe/recipe.ts'
import type { DecodedDataset } from '../../../core/datasets/dataset.ts'
import { GraphWriter } from '../../../core/tensorflow/graph-writer.ts'
import { programPlan } from '../../../core/tensorflow/own-kernels/program-plan.ts'
import { emitPass } from '../../../core/tensorflow/training-pass.ts'
import { trainingVariables } from '../../../core/tensorflow/training-variables.ts'

interface Node {
  readonly op: string
  readonly inputs: readonly GraphTensor[]
  readonly outputs: readonly GraphTensor[]
}

class RememberingWriter extends GraphWriter {
  readonly remembered = new Map<string, Node>()

  override node(
    op: string,
    inputs: readonly GraphTensor[],
    attributes: Readonly<Record<string, Attribute>>,
    specs: readonly OutputSpec[],
  ): GraphTensor[] {
    const outputs = super.node(op, inputs, attributes, specs)
    this.#remember({ op, inputs, outputs })
    return outputs
  }

  override op(
    op: string,
    inputs: readonly GraphTensor[],
    attributes: Readonly<Record<string, Attribute>>,
    spec: OutputSpec,
  ): GraphTensor {
    const output = super.op(op, inputs, attributes, spec)
    this.#remember({ op, inputs, outputs: [output] })
    return output
  }

  override once(tensor: GraphTensor, effects: readonly string[]): GraphTensor {
    const output = super.once(tensor, effects)
    this.#remember({ op: 'Identity', inputs: [tensor], outputs: [output] })
    return output
  }

  #remember(node: Node): void {
    for (const { name } of node.outputs) this.remembered.set(name, node)
  }

  /** What has to be run for these. */
  neededFor(results: Iterable<GraphTensor>): Set<Node> {
    const needed = new Set<Node>()
    const waiting = [...results]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const node = this.remembered.get(next.name)
      if (node === undefined || needed.has(node)) continue
      needed.add(node)
      waiting.push(...node.inputs)
    }
    return needed
  }
}

const batchSize = 4

function recipeOf(activationCheckpointing: Recipe['activationCheckpointing']): Recipe {
  return recipeSchema.parse({
    name: 'work',
    batchSize,
    length: { unit: 'steps', value: 1 },
    optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 },
    learningRate: { kind: 'steps', initial: 0.1, divisor: 10, after: [] },
    inputScaling: 'channel-mean-std',
    augmentation: { pad: 0, flip: false },
    evaluation: { unit: 'steps', value: 1 },
    telemetryEvery: 0,
    activationCheckpointing,
    seed: 1,
  })
}

function nodesOfPass(graph: LayerGraph, recipe: Recipe): Node[] {
  const writer = new RememberingWriter()
  const shape = graph.layers[0]?.outputShape ?? [1]
  const classes = Array.from({ length: graph.layers.at(-1)?.outputShape[0] ?? 0 }, (_, index) => `${index}`)
  const split = { count: batchSize, imagesFile: '', labelsFile: '' }
  const [height = 1, width = 1, channels = 1] = shape
  const dataset = { id: 'cifar10', height, width, channels, classes, train: split, test: split } as unknown as DecodedDataset
  const request = { graph, recipe, dataset, totalSteps: 1 }
  const batch = {
    image: writer.placeholder('image', 'float32', [batchSize, ...shape]),
    labels: writer.placeholder('labels', 'int32', [batchSize]),
  }
  const variables = trainingVariables(writer, graph, recipe)
  const pass = emitPass(writer, request, variables, batch, writer.placeholder('pass', 'int32', []), programPlan(request))
  return [...writer.neededFor([pass.means, ...pass.gradients.values()])]
}

/** Multiply-accumulates of a product, by the shapes that it multiplies; the channels and the kernel it is of. */
function productOf({ op, inputs, outputs }: Node): { macs: number; of: 'image' | 'point' | 'other' | 'linear' } | null {
  const [first, second, third] = inputs
  const [output] = outputs
  if (first === undefined || second === undefined || output === undefined) return null
  if (op === 'MatMul') return { macs: size(first.shape) * (output.shape[1] ?? 0), of: 'linear' }
  // Of a convolution, what has the weights' shape, the output's and the input's.
  const [weights, map, read] = {
    Conv2D: [second, output, first],
    Conv2DBackpropFilter: [output, third, first],
    Conv2DBackpropInput: [second, third, output],
  }[op] ?? [undefined, undefined, undefined]
  if (weights === undefined || map === undefined || read === undefined) return null
  const [kernelRows, kernelColumns, channels = 0] = weights.shape
  const [batch = 0, rows = 0, columns = 0] = map.shape
  const isPoint = kernelRows === 1 && kernelColumns === 1 && channels === read.shape[3]
  const of = channels === 3 ? 'image' : isPoint ? 'point' : 'other'
  return { macs: batch * rows * columns * size(weights.shape), of }
}

/** How often an op reads or writes its maps; BN goes over what it reads twice, for its statistics and with them. */
const twiceRead: ReadonlySet<string> = new Set(['FusedBatchNormV3', 'FusedBatchNormGradV3'])
const overMaps: ReadonlySet<string> = new Set('Relu ReluGrad AddV2 BiasAdd BiasAddGrad Pad AvgPoolGrad Mean Tile'.split(' '))
/** These read no more than they give: a part, or every second pixel. */
const partsOfMaps: ReadonlySet<string> = new Set(['Slice', 'AvgPool'])

function passesOver({ op, inputs, outputs }: Node): { norm: number; map: number } {
  const numbers = (tensors: readonly GraphTensor[]): number =>
    tensors.reduce((sum, { shape }) => sum + (shape.length === 4 && shape[0] === batchSize ? size(shape) : 0), 0)
  if (twiceRead.has(op)) return { norm: 2 * numbers(inputs) + numbers(outputs), map: 0 }
  if (partsOfMaps.has(op)) return { norm: 0, map: 2 * numbers(outputs) }
  return { norm: 0, map: overMaps.has(op) ? numbers(inputs) + numbers(outputs) : 0 }
}

const sumOf = (work: Work, of: RegExp): number =>
  workKinds.filter((kind) => of.test(kind)).reduce((sum, kind) => sum + work[kind], 0)

async function presetGraph(name: string): Promise<LayerGraph> {
  const architecture = await loadPreset(name)
  const lowered = architecture && lower(architecture)
  if (!lowered?.ok) throw new Error(`There is no ${name}.`)
  return lowered.graph
}

/** Kinds of layers whose passes over maps can be told from their nodes alone; those of all others are held one by one in layer-work.test.ts. */
const countedByNode: ReadonlySet<string> = new Set(
  'input conv batchNorm relu add maxPool zeroPadShortcut globalAveragePool flatten linear'.split(' '),
)
const isCountedByNode = ({ layers }: LayerGraph): boolean =>
  layers.every((layer) => countedByNode.has(layer.kind) && (layer.kind !== 'conv' || (layer.config.groups ?? 1) === 1))

const nets: { name: string; byNode: boolean }[] = []
for (const name of await presetNames()) {
  if (!/1202/.test(name)) nets.push({ name, byNode: isCountedByNode(await presetGraph(name)) })
}
const namesOf = (byNode: boolean): string[] => nets.filter((net) => net.byNode === byNode).map(({ name }) => name)

test.each(namesOf(false))('of %s multiplies what its nodes do: kept, or computed again by block or by stage', async (name) => {
  const graph = await presetGraph(name)
  for (const kind of ['off', 'block', 'stage'] as const) {
    const recipe = recipeOf({ kind })
    const counted = nodesOfPass(graph, recipe).reduce((sum, node) => sum + (productOf(node)?.macs ?? 0), 0)
    expect(
      sumOf(workOfStep(graph, recipe), /^(imageConv|conv\d|depthwiseConv|groupedConv|pointConv|linear)/) / counted,
      kind,
    ).toBeCloseTo(1, 9)
  }
})

test.each(namesOf(true))(
  'of %s is what its nodes multiply, and go over: kept, or computed again by block or by stage',
  async (name) => {
    const graph = await presetGraph(name)
    for (const kind of ['off', 'block', 'stage'] as const) {
      const recipe = recipeOf({ kind })
      const work = workOfStep(graph, recipe)
      const nodes = nodesOfPass(graph, recipe)
      const products = nodes.flatMap((node) => productOf(node) ?? [])
      const macs = (of: string): number => products.filter((one) => one.of === of).reduce((sum, one) => sum + one.macs, 0)
      const share = (counted: number, told: number): number => (counted === 0 && told === 0 ? 1 : told / counted)
      const told = {
        image: share(macs('image'), work.imageConv),
        point: share(macs('point'), sumOf(work, /^pointConv/)),
        other: share(macs('other'), sumOf(work, /^(conv|depthwiseConv|groupedConv)/)),
        linear: share(macs('linear'), work.linear),
      }
      for (const [of, ratio] of Object.entries(told)) expect(ratio, `${kind}, ${of}`).toBeCloseTo(1, 9)
      const passes = nodes.map(passesOver)
      const norm = passes.reduce((sum, one) => sum + one.norm, 0)
      expect(share(norm, sumOf(work, /^norm\d/)), `${kind}, BN`).toBeCloseTo(1, 9)
      const map = passes.reduce((sum, one) => sum + one.map, 0)
      // What pads a max-pooling, up to a tenth in a stem of ImageNet's, counts as its windows; the speeds of both are measured together.
      expect(share(map, sumOf(work, /^map/)), `${kind}, maps`).toBeGreaterThan(0.9)
      expect(share(map, sumOf(work, /^map/)), `${kind}, maps`).toBeLessThan(1.01)
    }
  },
)

test('of groups is counted by the channels of one: of one and four apart, of two as long as of four, of eight half as such, of sixteen as any convolution', () => {
  const workOf = (groups: number): Work => {
    const net = new GraphBuilder([8, 8, 3])
    const config = { kernel: 3, width: 32, stride: 1, padding: 1, bias: false }
    net.append('conv', 'first', config, { part: 'stem' })
    net.append('conv', 'grouped', { ...config, groups }, { part: 'stem' })
    net.append('globalAveragePool', 'pool', {}, { part: 'head' })
    net.append('linear', 'fc', { width: 10 }, { part: 'head' })
    return workOfStep(net.graph(), recipeOf({ kind: 'off' }))
  }
  // Forward, by the weights and by the input.
  const products = (inGroup: number): number => batchSize * 3 * 8 * 8 * 9 * inGroup * 32
  const counted = [1, 2, 4, 8, 16].map((inGroup) => {
    const { depthwiseConv, groupedConv4, conv16 } = workOf(32 / inGroup)
    return [depthwiseConv, groupedConv4, conv16].map((macs) => macs / products(inGroup))
  })
  expect(counted).toEqual([
    [1, 0, 0],
    [0, 2, 0],
    [0, 1, 0],
    [0, 0.5, 0.5],
    [0, 0, 1],
  ])
})
