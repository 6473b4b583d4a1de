/**
 * A training step in the graph: the batch, forward, backward, and the changes of the state. The changes hang on the learning rate, which
 * passes a Switch only when the loss is finite: otherwise none of them happens.
 */
import { float32, like, type GraphTensor } from '../graph/graph-layer.ts'
import { recomputedSegments } from '../graph/recomputation.ts'
import type { ProgramRequest } from '../training/program.ts'
import { recomputationOf } from '../training/recomputation.ts'
import type { Batch } from './data-input.ts'
import type { GraphWriter, Variable } from './graph-writer.ts'
import { slotOf } from './initial-state.ts'
import { emitLoss, emitMixed, emitSum, emitTargets } from './loss.ts'
import { emitScaledGradient, emitLossScaleUpdate, emitUnscaled } from './loss-scaling.ts'
import { emitClipped, emitNorm } from './norm.ts'
import { isDecayed } from './optimizers/optimizer-rule.ts'
import { optimizerRuleOf } from './optimizers/optimizers.ts'
import { emitPasses, type Passes } from './replicas.ts'
import { survivalChances } from './step-draws.ts'
import type { TrainingVariables } from './training-variables.ts'

const scalar = { type: 'float32', shape: [] } as const

/** Forward and backward over one batch. Gradients are those of the loss itself, whatever it was scaled by meanwhile. */
export interface Pass extends Passes {
  /** [mean loss, mean error] */
  readonly means: GraphTensor
  /** What float16's loss was multiplied by, a scalar; null for other precisions. `observed` holds gradients times that. */
  readonly scale: GraphTensor | null
}

/** One batch with its forward and backward pass, as the recipe mixes, smooths, leaves out and computes again. */
export function emitPass(
  writer: GraphWriter,
  { graph, recipe, dataset, devices = [] }: ProgramRequest,
  variables: TrainingVariables,
  { image, labels }: Batch,
): Pass {
  const mixupShare = recipe.augmentation.mixup === 0 ? null : writer.placeholder('mixupShare', 'float32', [])
  const mixed = mixupShare === null ? image : writer.within('data/mixup', () => emitMixed(writer, image, mixupShare))
  const soft = emitTargets(writer, labels, dataset.classes.length, recipe.labelSmoothing, mixupShare)
  const scale = variables.lossScale === null ? null : writer.read(variables.lossScale.scale)
  const passes = emitPasses(writer, {
    graph,
    variables,
    precision: recipe.precision,
    segments: recomputedSegments(graph, recomputationOf(graph, recipe) ?? 'stage'),
    branchFactors: emitSurvivors(writer, graph, recipe),
    devices,
    image: mixed,
    targets: soft === null ? [labels] : [labels, soft],
    loss(scores, [own = labels, targets = null]) {
      const loss = emitLoss(writer, scores, own, targets)
      return scale === null ? loss : { ...loss, scoresGradient: emitScaledGradient(writer, loss.scoresGradient, scale) }
    },
  })
  const gradients = scale === null ? passes.gradients : emitUnscaled(writer, passes.gradients, scale)
  return { ...passes, gradients, scale, means: emitMeans(writer, passes.losses, passes.wrong) }
}

/** What each residual block's branch is multiplied by: 1 or 0, as fed for this pass. */
function emitSurvivors(
  writer: GraphWriter,
  graph: ProgramRequest['graph'],
  recipe: ProgramRequest['recipe'],
): ReadonlyMap<number, GraphTensor> {
  const blocks = [...survivalChances(graph, recipe).keys()]
  if (blocks.length === 0) return new Map()
  const fed = writer.placeholder('survivors', 'float32', [blocks.length])
  const each = writer.node(
    'Unpack',
    [fed],
    { ...float32, num: { int: blocks.length }, axis: { int: 0 } },
    blocks.map(() => scalar),
  )
  return new Map(blocks.flatMap((id, index) => (each[index] === undefined ? [] : [[id, each[index]]])))
}

/** [mean loss, mean error] of a batch. */
function emitMeans(writer: GraphWriter, losses: GraphTensor, wrong: GraphTensor): GraphTensor {
  const [batch = 1] = losses.shape
  const sums = emitPair(writer, emitSum(writer, losses), emitSum(writer, wrong))
  return writer.op('Mul', [sums, writer.floats([1 / batch], [])], float32, { type: 'float32', shape: [2] })
}

export function emitPair(writer: GraphWriter, first: GraphTensor, second: GraphTensor): GraphTensor {
  return writer.op('Pack', [first, second], { ...float32, N: { int: 2 }, axis: { int: 0 } }, { type: 'float32', shape: [2] })
}

/** Sums over the passes of a step before its last one. */
export interface Accumulators {
  readonly gradients: ReadonlyMap<string, Variable>
  readonly means: Variable
}

export function accumulators(writer: GraphWriter, variables: TrainingVariables): Accumulators {
  const gradients = [...variables.parameters].map(([name, { shape }]) => [
    name,
    writer.variable(`${name}/accumulated`, 'float32', shape),
  ]) satisfies [string, Variable][]
  return { gradients: new Map(gradients), means: writer.variable('accumulated', 'float32', [2]) }
}

/** Effects that set the sums to zero. */
export function emitClear(writer: GraphWriter, { gradients, means }: Accumulators): string[] {
  return [...gradients.values(), means].map((sum) => {
    const zeros = writer.op(
      'Fill',
      [writer.ints([...sum.shape]), writer.floats([0], [])],
      { ...float32, index_type: { type: 'int32' } },
      { type: 'float32', shape: sum.shape },
    )
    return writer.assign(sum, zeros)
  })
}

/** Effects of a pass that is not its step's last: its gradients and means are added up, and BN statistics move. */
export function emitAccumulation(writer: GraphWriter, { gradients, means }: Accumulators, pass: Pass): string[] {
  const add = (sum: Variable, value: GraphTensor): string =>
    writer.effect('AssignAddVariableOp', [sum.handle, value.name], { dtype: { type: 'float32' } })
  return [
    ...[...pass.gradients].map(([name, gradient]) => add(valueOf(gradients, name), gradient)),
    add(means, pass.means),
    ...pass.statisticUpdates.map(({ variable, value }) => writer.assign(variable, value)),
  ]
}

export interface Step {
  /** [mean loss, mean error, 1 or, where the step was left out, 0], once all of it is done. */
  readonly result: GraphTensor
  /** Gradients of the loss by `layer.parameter`, before clipping. */
  readonly gradients: ReadonlyMap<string, GraphTensor>
}

/** The end of a step: its only pass, or its last one with the sums of those before. */
export function emitStep(
  writer: GraphWriter,
  { recipe }: ProgramRequest,
  variables: TrainingVariables,
  pass: Pass,
  sums: Accumulators | null,
): Step {
  const rate = writer.placeholder('rate', 'float32', [])
  const gradients = emitAveraged(writer, pass, sums, recipe.accumulation)
  const means = sums === null ? pass.means : emitAverage(writer, pass.means, sums.means, recipe.accumulation)
  const looked = recipe.gradientClip !== null || pass.scale !== null
  const norm = looked ? emitNorm(writer, [...gradients.values()]) : null
  const clipped =
    norm === null || recipe.gradientClip === null ? gradients : emitClipped(writer, gradients, norm, recipe.gradientClip)
  const good = emitFinite(writer, means, norm)
  const [, passed] = emitSwitch(writer, rate, good)
  const live = writer.once(passed, [])
  const effects = emitChanges(writer, recipe, variables, pass, clipped, live)
  const [leftOut, taken] = emitSwitch(writer, means, good)
  const [result] = writer.node(
    'Merge',
    [flagged(writer, writer.once(taken, effects), 1), flagged(writer, leftOut, 0)],
    { ...float32, N: { int: 2 } },
    [
      { type: 'float32', shape: [3] },
      { type: 'int32', shape: [] },
    ],
  )
  if (result === undefined) throw new Error('Merge has two outputs.')
  if (variables.lossScale === null || pass.scale === null) return { result, gradients }
  return { result: writer.once(result, emitLossScaleUpdate(writer, variables.lossScale, pass.scale, good)), gradients }
}

function emitAveraged(
  writer: GraphWriter,
  pass: Pass,
  sums: Accumulators | null,
  passes: number,
): ReadonlyMap<string, GraphTensor> {
  if (sums === null) return pass.gradients
  return new Map(
    [...pass.gradients].map(([name, gradient]) => [name, emitAverage(writer, gradient, valueOf(sums.gradients, name), passes)]),
  )
}

function emitAverage(writer: GraphWriter, last: GraphTensor, sum: Variable, passes: number): GraphTensor {
  const total = writer.op('AddV2', [writer.read(sum), last], float32, like(last))
  return writer.op('Mul', [total, writer.floats([1 / passes], [])], float32, like(last))
}

/** Whether the loss is finite, and the norm of the gradients where it is known. */
function emitFinite(writer: GraphWriter, means: GraphTensor, norm: GraphTensor | null): GraphTensor {
  const bool = { type: 'bool', shape: [] } as const
  // The sum of loss and error is finite when the loss is: the error always is.
  const loss = writer.op('IsFinite', [emitSum(writer, means)], float32, bool)
  if (norm === null) return loss
  return writer.op('LogicalAnd', [loss, writer.op('IsFinite', [norm], float32, bool)], {}, bool)
}

/** [where the condition is false, where it is true]: what reads the other one does not run. */
function emitSwitch(writer: GraphWriter, value: GraphTensor, condition: GraphTensor): [GraphTensor, GraphTensor] {
  const [whenFalse, whenTrue] = writer.node('Switch', [value, condition], float32, [like(value), like(value)])
  if (whenFalse === undefined || whenTrue === undefined) throw new Error('Switch has two outputs.')
  return [whenFalse, whenTrue]
}

function flagged(writer: GraphWriter, means: GraphTensor, flag: number): GraphTensor {
  const attributes = { ...float32, N: { int: 2 }, Tidx: { type: 'int32' } } as const
  return writer.op('ConcatV2', [means, writer.floats([flag]), writer.ints([0], [])], attributes, { type: 'float32', shape: [3] })
}

/** Effects that change weights, slots, statistics and averages. All hang on `rate`. */
function emitChanges(
  writer: GraphWriter,
  recipe: ProgramRequest['recipe'],
  variables: TrainingVariables,
  { parameters, statisticUpdates }: Pass,
  gradients: ReadonlyMap<string, GraphTensor>,
  rate: GraphTensor,
): string[] {
  const { optimizer } = recipe
  const rule = optimizerRuleOf(optimizer)
  const live = `^${rate.name.replace(/:0$/, '')}`
  const effects: string[] = []
  const average = emitAverages(writer, variables)
  let updates: GraphTensor | null = null
  if (variables.updates !== null) {
    updates = writer.op('AddV2', [writer.read(variables.updates), writer.floats([1], [])], float32, scalar)
    effects.push(writer.assign(variables.updates, updates, [live]))
  }
  for (const [name, gradient] of gradients) {
    const weights = valueOf(variables.parameters, name)
    const changes = writer.within(`update/${name}`, () =>
      rule.graph(
        writer,
        optimizer,
        { rate, updates },
        {
          weights,
          slots: Object.fromEntries(rule.slots.map((slot) => [slot, valueOf(variables.slots, slotOf(name, slot))])),
          value: valueOf(parameters, name),
          gradient,
          decayed: isDecayed(optimizer, name),
        },
      ),
    )
    effects.push(...changes, ...average('parameters', weights, () => writer.read(weights, changes), changes))
  }
  for (const { variable, value } of statisticUpdates) {
    effects.push(writer.assign(variable, value, [live]), ...average('statistics', variable, () => value, [live]))
  }
  return effects
}

type Averages = (kind: 'parameters' | 'statistics', of: Variable, value: () => GraphTensor, after: readonly string[]) => string[]

/** Effects that move an average by the share fed towards a value: a ← a + share · (w − a). */
function emitAverages(writer: GraphWriter, { parameters, statistics, averages }: TrainingVariables): Averages {
  if (averages === null) return () => []
  const share = writer.placeholder('averagingShare', 'float32', [])
  const nameOf = new Map([...parameters, ...statistics].map(([name, { handle }]) => [handle, name]))
  return (kind, of, value, after) => {
    const name = valueOf(nameOf, of.handle)
    const average = valueOf(averages[kind], name)
    return writer.within(`average/${name}`, () => {
      const old = writer.read(average)
      const shape = like(old)
      const apart = writer.op('Sub', [value(), old], float32, shape)
      const moved = writer.op('AddV2', [old, writer.op('Mul', [apart, share], float32, shape)], float32, shape)
      return [writer.assign(average, moved, after)]
    })
  }
}

function valueOf<K, T>(values: ReadonlyMap<K, T>, key: K): T {
  const value = values.get(key)
  if (value === undefined) throw new RangeError(`The network has no "${String(key)}".`)
  return value
}
