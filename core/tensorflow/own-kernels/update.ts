/** The update of all parameters of a step by our own kernels. */
import { like, type Attribute, type GraphTensor } from '../../graph/graph-layer.ts'
import { size } from '../../graph/tensors.ts'
import type { GraphWriter } from '../graph-writer.ts'
import type { GraphParameter } from '../optimizers/optimizer-rule.ts'

/** Which of an optimizer's operations it is, and what it is told beside the parameters; its slots in the order in which it reads them. */
export interface Updates {
  readonly op: string
  readonly attributes: Readonly<Record<string, Attribute>>
  readonly slots: readonly string[]
  /** Scalars of the step. */
  readonly step: readonly GraphTensor[]
}

/**
 * Numbers of parameters that are updated at once, 4 MB of them, unless a single one has more: one operation for all of a small network. In a large one gradients
 * would wait for the last of them, while activations that others still need are held too.
 */
const mostAtOnce = 2 ** 20

/**
 * Effects by parameter. The operation changes the slots itself, so nothing else may read them in a step; what it gives is assigned, so the value before stays
 * what it was for all that read it.
 */
export function emitUpdates(writer: GraphWriter, parameters: readonly GraphParameter[], updates: Updates): string[][] {
  return groupsOf(parameters).flatMap((group) => emitGroup(writer, group, updates))
}

function emitGroup(writer: GraphWriter, group: readonly GraphParameter[], { op, attributes, slots, step }: Updates): string[][] {
  const kept = slots.flatMap((name) =>
    group.map((parameter) => {
      const slot = parameter.slots[name]
      if (slot === undefined) throw new RangeError(`This optimizer has no "${name}".`)
      return writer.read(slot)
    }),
  )
  const read = [...group.map(({ value }) => value), ...group.map(({ gradient }) => gradient), ...kept, ...step]
  const decayed = { ints: group.map((parameter) => (parameter.decayed ? 1 : 0)) }
  const outputs = group.map(({ value }) => like(value))
  const next = writer.node(op, read, { N: { int: group.length }, decayed, ...attributes }, outputs)
  return next.map((value, index) => {
    const parameter = group[index]
    return parameter === undefined ? [] : [writer.assign(parameter.weights, value)]
  })
}

/** Parameters beside each other, in the order in which their gradients come. */
function groupsOf(parameters: readonly GraphParameter[]): GraphParameter[][] {
  const groups: GraphParameter[][] = []
  let numbers = Infinity
  for (const parameter of parameters) {
    const more = size(parameter.value.shape)
    if (numbers + more > mostAtOnce) {
      groups.push([])
      numbers = 0
    }
    groups.at(-1)?.push(parameter)
    numbers += more
  }
  return groups
}
