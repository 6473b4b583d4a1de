/** Forward and backward over one batch, as the recipe mixes, smooths, leaves out and computes again. */
import { float32, type GraphTensor } from '../graph/graph-layer.ts'
import type { ProgramRequest } from './program.ts'
import type { Batch } from './data-input.ts'
import type { GraphWriter } from './graph-writer.ts'
import { emitLoss, emitMixed, emitSum, emitTargets, emitVector } from './loss.ts'
import { emitScaledGradient, emitUnscaled } from './loss-scaling.ts'
import type { ProgramPlan } from './own-kernels/program-plan.ts'
import { emitPasses, type Passes } from './replicas.ts'
import { survivalChances } from './step-draws.ts'
import type { TrainingVariables } from './training-variables.ts'

/** Gradients are those of the loss itself, whatever it was scaled by meanwhile. */
export interface Pass extends Passes {
  /** [mean loss, mean error] */
  readonly means: GraphTensor
  /** What float16's loss was multiplied by, a scalar; null for other precisions. `observed` holds gradients times that. */
  readonly scale: GraphTensor | null
}

/** `pass` counts batches from the run's first. */
export function emitPass(
  writer: GraphWriter,
  request: ProgramRequest,
  variables: TrainingVariables,
  { image, labels }: Batch,
  pass: GraphTensor,
  plan: ProgramPlan,
): Pass {
  const { graph, recipe, dataset, devices = [] } = request
  const mixupShare = recipe.augmentation.mixup === 0 ? null : writer.placeholder('mixupShare', 'float32', [])
  const mixed = mixupShare === null ? image : writer.within('data/mixup', () => emitMixed(writer, image, mixupShare))
  const soft = emitTargets(writer, labels, dataset.classes.length, recipe.labelSmoothing, mixupShare)
  const scale = variables.lossScale === null ? null : writer.read(variables.lossScale.scale)
  const passes = emitPasses(writer, {
    graph,
    variables,
    precision: recipe.precision,
    ...plan,
    branchFactors: emitSurvivors(writer, graph, recipe),
    seed: recipe.seed,
    pass,
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
    blocks.map(() => ({ type: 'float32', shape: [] })),
  )
  return new Map(blocks.flatMap((id, index) => (each[index] === undefined ? [] : [[id, each[index]]])))
}

/** [mean loss, mean error] of a batch. */
function emitMeans(writer: GraphWriter, losses: GraphTensor, wrong: GraphTensor): GraphTensor {
  const [batch = 1] = losses.shape
  const sums = emitVector(writer, [emitSum(writer, losses), emitSum(writer, wrong)])
  return writer.op('Mul', [sums, writer.floats([1 / batch], [])], float32, { type: 'float32', shape: [2] })
}
