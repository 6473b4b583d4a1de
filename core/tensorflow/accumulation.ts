/** Steps of several passes: gradients and means are added up in variables until the last pass, and averaged there. */
import { float32, like, type GraphTensor } from '../graph/graph-layer.ts'
import { valueOf } from '../graph/value-of.ts'
import type { GraphWriter, Variable } from './graph-writer.ts'
import type { Pass } from './training-pass.ts'
import type { TrainingVariables } from './training-variables.ts'

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

/** Gradients of a whole step: of its only pass, or the mean over all. */
export function emitAveraged(
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

/** The mean over all passes of a step: of the sum of those before, and the last one's. */
export function emitAverage(writer: GraphWriter, last: GraphTensor, sum: Variable, passes: number): GraphTensor {
  const total = writer.op('AddV2', [writer.read(sum), last], float32, like(last))
  return writer.op('Mul', [total, writer.floats([1 / passes], [])], float32, like(last))
}
