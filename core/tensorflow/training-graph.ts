/**
 * The one graph of a run. What can be run of it:
 * - `load`: reads the data set from its files.
 * - `shuffle0`, `shuffle1` (epoch): fill one of the two permutations.
 * - `train` (step, positions, rate): a whole training step; gives [loss, error].
 * - `evaluate` (from): sums of loss and of wrong answers over a batch of the test split that starts at `from`.
 * - `writeState` (state), `readState`: all variables as one flat vector.
 */
import { float32, type GraphTensor } from '../graph/graph-layer.ts'
import type { ProgramRequest } from '../training/program.ts'
import { emitOrder, emitScaled, emitSplit, emitTrainingBatch, type SplitVariables } from './data-input.ts'
import { GraphWriter, type Variable } from './graph-writer.ts'
import { momentumOf } from './initial-state.ts'
import { emitLoss, emitSum } from './loss.ts'
import { emitBackward, emitForward, networkVariables, type NetworkVariables } from './network.ts'
import { emitSgd } from './optimizer.ts'
import type { NodeDef } from './saved-model.ts'
import { emitStateRead, emitStateWrite, stateLayout, type StateLayout } from './state-graph.ts'

export interface TrainingGraph {
  readonly nodes: readonly NodeDef[]
  readonly state: StateLayout
  /** Images in one run of `evaluate`. */
  readonly evaluationBatch: number
}

/** Activations of evaluation are small beside those of training; more at once than this gains no speed. */
const largestEvaluationBatch = 250

export function trainingGraph(request: ProgramRequest): TrainingGraph {
  const { graph, recipe, dataset } = request
  const writer = new GraphWriter()
  const none = writer.floats([0], [])
  const variables = networkVariables(writer, graph)
  const momenta = new Map(
    [...variables.parameters].map(([name, { shape }]) => [name, writer.variable(momentumOf(name), 'float32', shape)]),
  )
  const train = emitSplit(writer, 'train', dataset, dataset.train)
  const test = emitSplit(writer, 'test', dataset, dataset.test)
  const order = emitOrder(writer, recipe.seed, dataset.train.count, writer.placeholder('epoch', 'int32', []))
  writer.target('load', none, [...train.load, ...test.load, order.initialise])
  order.shuffle.forEach((effect, row) => writer.target(`shuffle${row}`, none, [effect]))

  emitTraining(writer, request, variables, momenta, train, order)
  const evaluationBatch = Math.min(dataset.test.count, largestEvaluationBatch)
  emitEvaluation(writer, request, variables, test, evaluationBatch)

  const all = stateVariables(variables, momenta)
  const state = stateLayout(all)
  writer.target('writeState', none, emitStateWrite(writer, all, state, writer.placeholder('state', 'float32', [state.length])))
  writer.target('readState', emitStateRead(writer, all, state), [])
  return { nodes: writer.nodes, state, evaluationBatch }
}

function emitTraining(
  writer: GraphWriter,
  { graph, recipe, dataset }: ProgramRequest,
  variables: NetworkVariables,
  momenta: ReadonlyMap<string, Variable>,
  split: SplitVariables,
  order: ReturnType<typeof emitOrder>,
): void {
  const step = writer.placeholder('step', 'int32', [])
  const positions = writer.placeholder('positions', 'int32', [recipe.batchSize])
  const rate = writer.placeholder('rate', 'float32', [])
  const { image, labels } = emitTrainingBatch(writer, split, order, positions, step, dataset, recipe)
  const pass = emitForward(writer, graph, variables, image, true)
  const { losses, wrong, scoresGradient } = emitLoss(writer, pass.scores, labels)
  const { byParameter: gradients } = emitBackward(writer, graph, pass, scoresGradient)
  const updates = [...gradients].map(([name, gradient]) => {
    const weights = variables.parameters.get(name)
    const momentum = momenta.get(name)
    const value = pass.parameters.get(name)
    if (weights === undefined || momentum === undefined || value === undefined)
      throw new RangeError(`There is no parameter "${name}".`)
    return writer.within(`update/${name}`, () => emitSgd(writer, { weights, momentum, value, gradient }, recipe, rate))
  })
  writer.target('train', emitMeans(writer, losses, wrong), [...updates, ...pass.statisticUpdates])
}

/** [mean loss, mean error] of a batch. */
function emitMeans(writer: GraphWriter, losses: GraphTensor, wrong: GraphTensor): GraphTensor {
  const [batch = 1] = losses.shape
  const sums = emitPair(writer, emitSum(writer, losses), emitSum(writer, wrong))
  return writer.op('Mul', [sums, writer.floats([1 / batch], [])], float32, { type: 'float32', shape: [2] })
}

/**
 * Batches are all of one size; the last one is filled up with the last image, and what stands beyond the end counts nothing.
 */
function emitEvaluation(
  writer: GraphWriter,
  { graph, dataset }: ProgramRequest,
  variables: NetworkVariables,
  split: SplitVariables,
  batch: number,
): void {
  const int32 = { T: { type: 'int32' } } as const
  const each = { type: 'int32', shape: [batch] } as const
  const from = writer.placeholder('from', 'int32', [])
  const positions = writer.op('AddV2', [from, writer.ints([...Array(batch).keys()])], int32, each)
  const last = writer.ints([dataset.test.count - 1], [])
  const indices = writer.op('Minimum', [positions, last], int32, each)
  const inside = writer.op('LessEqual', [positions, last], int32, { type: 'bool', shape: [batch] })
  const counted = writer.op(
    'Cast',
    [inside],
    { SrcT: { type: 'bool' }, DstT: { type: 'float32' }, Truncate: { bool: false } },
    { type: 'float32', shape: [batch] },
  )
  const image = emitScaled(writer, writer.gather(split.images, indices), dataset)
  const { scores } = emitForward(writer, graph, variables, image, false)
  const { losses, wrong } = emitLoss(writer, scores, writer.gather(split.labels, indices))
  const sum = (values: GraphTensor): GraphTensor => emitSum(writer, writer.op('Mul', [values, counted], float32, counted))
  writer.target('evaluate', emitPair(writer, sum(losses), sum(wrong)), [])
}

function emitPair(writer: GraphWriter, first: GraphTensor, second: GraphTensor): GraphTensor {
  return writer.op('Pack', [first, second], { ...float32, N: { int: 2 }, axis: { int: 0 } }, { type: 'float32', shape: [2] })
}

function stateVariables(
  { parameters, statistics }: NetworkVariables,
  momenta: ReadonlyMap<string, Variable>,
): Map<string, Variable> {
  const all = new Map([...parameters, ...statistics])
  for (const [name, momentum] of momenta) all.set(momentumOf(name), momentum)
  return all
}
