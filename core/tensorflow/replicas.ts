/**
 * One batch shared by several devices in equal parts: the forward and backward pass once for each, over the same variables, and their
 * gradients averaged. BN normalises each part by itself; the running statistics are the first replica's, as in PyTorch's data parallelism.
 */
import { float32, typeOf, type FloatType, type GraphTensor } from '../graph/graph-layer.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import type { Segment } from '../graph/activation-checkpointing.ts'
import type { GraphWriter } from './graph-writer.ts'
import type { LossNodes } from './loss.ts'
import type { KernelPlan } from '../graph/kernel-plan.ts'
import { passUniform } from './random-nodes.ts'
import { emitBackward, type BackwardPass } from './backward.ts'
import { emitForward, type BranchFactors, type ForwardPass, type StatisticUpdate } from './network.ts'
import type { NetworkVariables } from './network-variables.ts'

export interface Passes {
  /** As of the loss of the whole batch: [batch]. */
  readonly losses: GraphTensor
  readonly wrong: GraphTensor
  /** Gradients of the mean loss of the whole batch by every parameter as float32, by `layer.parameter`. */
  readonly gradients: ReadonlyMap<string, GraphTensor>
  /** Values of the parameters that the gradients were computed with. */
  readonly parameters: ReadonlyMap<string, GraphTensor>
  readonly statisticUpdates: readonly StatisticUpdate[]
  readonly kernels: KernelPlan
  /** One for each replica. */
  readonly observed: readonly ({ readonly pass: ForwardPass } & Pick<BackwardPass, 'byInput' | 'byOutput'>)[]
}

export interface PassesRequest {
  readonly graph: LayerGraph
  readonly variables: NetworkVariables
  readonly precision: FloatType
  /** What is computed again rather than kept. */
  readonly segments: readonly Segment[]
  /** The same for every replica: blocks are left out of a whole step. */
  readonly branchFactors: BranchFactors
  /** What our own kernels compute. */
  readonly kernels: KernelPlan
  /** What random numbers are keyed by: the run's seed, and a scalar that counts batches from its first. */
  readonly seed: number
  readonly pass: GraphTensor
  /** One for each replica: `/GPU:0`. Empty: one replica, where TensorFlow places it. */
  readonly devices: readonly string[]
  /** [batch, height, width, channels], already scaled, as float32. */
  readonly image: GraphTensor
  /** What the loss is computed from beside the scores, each [batch, …]. */
  readonly targets: readonly GraphTensor[]
  /** Its gradient may be scaled; then all gradients are. */
  loss(scores: GraphTensor, targets: readonly GraphTensor[]): LossNodes
}

/** Throws a RangeError when the batch cannot be shared in equal parts. */
export function emitPasses(writer: GraphWriter, request: PassesRequest): Passes {
  const { devices, image, targets } = request
  const parts = emitParts(writer, [image, ...targets], Math.max(1, devices.length))
  const replicas = parts.map((part, index) => {
    const emit = (): Replica => emitReplica(writer, request, part, index)
    const placed = (): Replica => (devices[index] === undefined ? emit() : writer.on(devices[index], emit))
    return index === 0 ? placed() : writer.within(`replica${index + 1}`, placed)
  })
  const [first] = replicas
  if (first === undefined) throw new RangeError('There is no replica.')
  const { parameters, statisticUpdates } = first.pass
  return {
    losses: joined(
      writer,
      replicas.map(({ loss }) => loss.losses),
    ),
    wrong: joined(
      writer,
      replicas.map(({ loss }) => loss.wrong),
    ),
    gradients: averaged(
      writer,
      replicas.map(({ byParameter }) => byParameter),
    ),
    parameters,
    statisticUpdates,
    kernels: request.kernels,
    observed: replicas,
  }
}

interface Replica extends BackwardPass {
  readonly pass: ForwardPass
  readonly loss: LossNodes
}

function emitReplica(
  writer: GraphWriter,
  request: PassesRequest,
  [image, ...targets]: readonly GraphTensor[],
  index: number,
): Replica {
  const { graph, variables, precision, segments, branchFactors } = request
  if (image === undefined) throw new RangeError('A replica has no images.')
  const uniform = passUniform(writer, request.seed, request.pass, index)
  const pass = emitForward(writer, graph, variables, writer.cast(image, precision), true, {
    branchFactors,
    uniform,
    kernels: request.kernels,
  })
  const loss = request.loss(pass.scores, targets)
  return { pass, loss, ...emitBackward(writer, graph, pass, loss.scoresGradient, { segments }) }
}

/** For each replica its part of every tensor. */
function emitParts(writer: GraphWriter, tensors: readonly GraphTensor[], count: number): GraphTensor[][] {
  if (count === 1) return [[...tensors]]
  const split = tensors.map((tensor) => {
    const [batch = 0, ...rest] = tensor.shape
    if (batch % count !== 0) throw new RangeError(`A batch of ${batch} cannot be shared by ${count} devices in equal parts.`)
    const part = { type: tensor.type, shape: [batch / count, ...rest] }
    const attributes = { ...typeOf(tensor), num_split: { int: count } }
    return writer.node('Split', [writer.ints([0], []), tensor], attributes, Array<typeof part>(count).fill(part))
  })
  return Array.from({ length: count }, (_, index) => split.flatMap((parts) => parts[index] ?? []))
}

function joined(writer: GraphWriter, parts: readonly GraphTensor[]): GraphTensor {
  const [first] = parts
  if (first === undefined) throw new RangeError('There is nothing to join.')
  if (parts.length === 1) return first
  const length = parts.reduce((sum, { shape: [count = 0] }) => sum + count, 0)
  const attributes = { ...typeOf(first), N: { int: parts.length }, Tidx: { type: 'int32' } } as const
  return writer.op('ConcatV2', [...parts, writer.ints([0], [])], attributes, { type: first.type, shape: [length] })
}

function averaged(writer: GraphWriter, replicas: readonly ReadonlyMap<string, GraphTensor>[]): ReadonlyMap<string, GraphTensor> {
  const [first] = replicas
  if (first === undefined || replicas.length === 1) return first ?? new Map()
  const share = writer.floats([1 / replicas.length], [])
  return writer.within('average', () => {
    const average = ([name, { shape }]: [string, GraphTensor]): [string, GraphTensor] => {
      const output = { type: 'float32', shape } as const
      const parts = replicas.flatMap((gradients) => gradients.get(name) ?? [])
      const sum = writer.op('AddN', parts, { ...float32, N: { int: parts.length } }, output)
      return [name, writer.op('Mul', [sum, share], float32, output)]
    }
    return new Map([...first].map(average))
  })
}
