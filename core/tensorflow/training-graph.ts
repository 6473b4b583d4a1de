/**
 * The one graph of a run. What can be run of it:
 * - `load`: reads the data set from its files.
 * - `shuffle0`, `shuffle1` (epoch): fill one of the two permutations.
 * - `train` (pass, positions, rate, and what the recipe draws outside): a whole training step, or the last pass of one; gives
 *   [loss, error, 1 or 0 where it was left out]. `trainMeasured` does the same and gives the telemetry after these.
 * - `clear`, `accumulate`: for steps of several passes, those before the last.
 * - `evaluate`, `evaluateValidation` (from): sums of loss, of wrong answers and of those beyond the first five over a batch of the split that starts at `from`.
 * - `histograms` (as `train`): of weights, gradients and responses; changes nothing.
 * - `outliers` (as `train` without rate), in bfloat16: how far apart the numbers are that Winograd's convolutions read; changes nothing.
 * - `check` (as `train`): which numbers of the pass are finite; only in a graph made for it.
 * - `writeState0` (valuesState0), `readState0`, …1, …: the variables of the state as flat vectors; `…Statistics0` BN's alone.
 */
import { float32, type GraphTensor } from '../graph/graph-layer.ts'
import type { KernelPlan } from '../graph/kernel-plan.ts'
import type { ProgramRequest } from './program.ts'
import { accumulators, emitAccumulation, emitClear } from './accumulation.ts'
import { emitOrder, emitSplit, emitTrainingBatch, type SplitVariables } from './data-input.ts'
import { emitEvaluation, largestEvaluationBatch } from './evaluation-graph.ts'
import { emitFinite } from './finite-graph.ts'
import { controlOf, GraphWriter } from './graph-writer.ts'
import { emitHistograms } from './histogram-graph.ts'
import { emitOutliers, looksForOutliers } from './own-kernels/outliers.ts'
import { programPlan, type ProgramPlan } from './own-kernels/program-plan.ts'
import type { NodeDef } from './saved-model.ts'
import { emitState, type StatePart } from './state-graph.ts'
import { holdOut } from './step-draws.ts'
import { emitTelemetry } from './telemetry-graph.ts'
import { emitPass } from './training-pass.ts'
import { emitStep } from './training-step.ts'
import { stateVariables, trainingVariables, type TrainingVariables } from './training-variables.ts'

export interface TrainingGraph {
  readonly nodes: readonly NodeDef[]
  /** What our own kernels compute of it. */
  readonly kernels: KernelPlan
  readonly state: readonly StatePart[]
  /** BN's, where a step has to be able to put them back: where passes before its last have moved them. Else empty. */
  readonly statistics: readonly StatePart[]
  /** Images in one run of `evaluate` and `evaluateValidation`. */
  readonly evaluationBatches: { readonly test: number; readonly validation: number }
}

/** `checked`: with `check`, which costs nodes that only a search for bad numbers needs. */
export function trainingGraph(request: ProgramRequest, { checked }: { checked: boolean }): TrainingGraph {
  const { graph, recipe, dataset } = request
  const writer = new GraphWriter()
  const none = writer.floats([0], [])
  const variables = trainingVariables(writer, graph, recipe)
  const train = emitSplit(writer, 'train', dataset, dataset.train)
  const test = emitSplit(writer, 'test', dataset, dataset.test)
  const heldOut = holdOut(recipe, dataset.train.count)
  const order = emitOrder(writer, recipe.seed, heldOut.train.length, writer.placeholder('epoch', 'int32', []))
  writer.target('load', none, [...train.load, ...test.load, order.initialise])
  order.shuffle.forEach((effect, row) => writer.target(`shuffle${row}`, none, [effect]))

  const positions = writer.placeholder('positions', 'int32', [recipe.batchSize])
  const counter = writer.placeholder('pass', 'int32', [])
  const batch = emitTrainingBatch(writer, train, order, heldOut.train, positions, counter, dataset, recipe)
  const plan = programPlan(request)
  emitTraining(writer, request, variables, batch, counter, plan, { checked })

  const size = (images: number): number => Math.min(images, largestEvaluationBatch)
  const evaluationBatches = { test: size(dataset.test.count), validation: size(heldOut.validation.length) }
  const averaged = variables.averages ?? variables
  const from = writer.placeholder('from', 'int32', [])
  const sums = (split: SplitVariables, images: Int32Array | null, count: number, size: number): GraphTensor =>
    emitEvaluation(writer, request, averaged, { split, images, count, from, size }, plan)
  writer.target('evaluate', sums(test, null, dataset.test.count, evaluationBatches.test), [])
  if (heldOut.validation.length > 0) {
    const { validation } = heldOut
    writer.target('evaluateValidation', sums(train, validation, validation.length, evaluationBatches.validation), [])
  }

  const state = emitState(writer, 'State', stateVariables(variables))
  const statistics = recipe.accumulation > 1 ? emitState(writer, 'Statistics', variables.statistics) : []
  return { nodes: writer.nodes, kernels: plan.kernels, state, statistics, evaluationBatches }
}

function emitTraining(
  writer: GraphWriter,
  request: ProgramRequest,
  variables: TrainingVariables,
  batch: ReturnType<typeof emitTrainingBatch>,
  counter: GraphTensor,
  plan: ProgramPlan,
  { checked }: { checked: boolean },
): void {
  const { graph, recipe } = request
  const none = writer.floats([0], [])
  const pass = emitPass(writer, request, variables, batch, counter, plan)
  const [observed] = pass.observed
  if (looksForOutliers(request, plan.kernels) && observed !== undefined)
    writer.target('outliers', emitOutliers(writer, graph, plan.kernels, observed.pass), [])
  const sums = recipe.accumulation > 1 ? accumulators(writer, variables) : null
  if (sums !== null) {
    writer.target('clear', none, emitClear(writer, sums))
    writer.target('accumulate', none, emitAccumulation(writer, sums, pass))
  }
  const { result, gradients } = emitStep(writer, request, variables, pass, sums)
  writer.target('train', result, [])
  const { parameters: before, scale } = pass
  if (recipe.telemetryEvery > 0) {
    const done = controlOf(result)
    const telemetry = emitTelemetry(writer, {
      graph,
      observed: pass.observed,
      gradients,
      before,
      scale,
      variables: variables.parameters,
      done,
    })
    const attributes = { ...float32, N: { int: 2 }, Tidx: { type: 'int32' } } as const
    const [length = 0] = telemetry.shape
    const shape = [3 + length]
    writer.target(
      'trainMeasured',
      writer.op('ConcatV2', [result, telemetry, writer.ints([0], [])], attributes, { type: 'float32', shape }),
      [],
    )
    writer.target('histograms', emitHistograms(writer, { graph, observed: pass.observed, gradients, before, scale }), [])
  }
  if (checked) writer.target('check', emitFinite(writer, graph, pass), [])
}
