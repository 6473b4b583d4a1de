/**
 * The end of a training step in the graph: the changes of the state hang on the learning rate, which passes a Switch only when the loss is
 * finite; otherwise none of them happens.
 */
import { float32, like, type GraphTensor } from '../graph/graph-layer.ts'
import type { ProgramRequest } from './program.ts'
import { emitAverage, emitAveraged, type Accumulators } from './accumulation.ts'
import type { GraphWriter } from './graph-writer.ts'
import { emitSum } from './loss.ts'
import { emitLossScaleUpdate } from './loss-scaling.ts'
import { emitClipped, emitNorm } from './norm.ts'
import { emitChanges } from './state-changes.ts'
import type { Pass } from './training-pass.ts'
import type { TrainingVariables } from './training-variables.ts'

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
