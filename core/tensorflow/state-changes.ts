/** What a step changes: weights, the optimizer's slots, BN statistics, averages. */
import { float32, like, type GraphTensor } from '../graph/graph-layer.ts'
import { valueOf } from '../graph/value-of.ts'
import type { ProgramRequest } from './program.ts'
import { controlOf, type GraphWriter, type Variable } from './graph-writer.ts'
import { slotOf } from './initial-state.ts'
import { isDecayed, type GraphParameter } from './optimizers/optimizer-rule.ts'
import { optimizerRuleOf } from './optimizers/optimizers.ts'
import type { Pass } from './training-pass.ts'
import type { TrainingVariables } from './training-variables.ts'

/** Effects that change the state. All hang on `rate`. */
export function emitChanges(
  writer: GraphWriter,
  recipe: ProgramRequest['recipe'],
  variables: TrainingVariables,
  { parameters, statisticUpdates, kernels }: Pass,
  gradients: ReadonlyMap<string, GraphTensor>,
  rate: GraphTensor,
): string[] {
  const { optimizer } = recipe
  const rule = optimizerRuleOf(optimizer)
  const live = controlOf(rate)
  const effects: string[] = []
  const average = emitAverages(writer, variables)
  let updates: GraphTensor | null = null
  if (variables.updates !== null) {
    updates = writer.op('AddV2', [writer.read(variables.updates), writer.floats([1], [])], float32, {
      type: 'float32',
      shape: [],
    })
    effects.push(writer.assign(variables.updates, updates, [live]))
  }
  const step = { rate, updates }
  const updated = [...gradients].map(([name, gradient]) => ({
    name,
    parameter: {
      weights: valueOf(variables.parameters, name),
      slots: Object.fromEntries(rule.slots.map((slot) => [slot, valueOf(variables.slots, slotOf(name, slot))])),
      value: valueOf(parameters, name),
      gradient,
      decayed: isDecayed(optimizer, name),
    },
  }))
  const all = (): GraphParameter[] => updated.map(({ parameter }) => parameter)
  const changes = kernels.updates
    ? writer.within('update', () => rule.own(writer, optimizer, step, all()))
    : updated.map(({ name, parameter }) => writer.within(`update/${name}`, () => rule.graph(writer, optimizer, step, parameter)))
  updated.forEach(({ parameter: { weights } }, index) => {
    const after = changes[index] ?? []
    effects.push(...after, ...average('parameters', weights, () => writer.read(weights, after), after))
  })
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
