/** The update of a parameter by one of our own kernels. */
import { like, type Attribute, type GraphTensor } from '../../graph/graph-layer.ts'
import type { GraphWriter } from '../graph-writer.ts'
import type { GraphParameter } from '../optimizers/optimizer-rule.ts'

/**
 * Effects of the kernel `op`, which reads the parameter, its gradient, its slots in this order, and `step`, scalars. It changes the slots itself, so
 * nothing else may read them in a step; what it gives is assigned, so the value before stays what it was for all that read it.
 */
export function emitUpdate(
  writer: GraphWriter,
  op: string,
  attributes: Readonly<Record<string, Attribute>>,
  { weights, slots, value, gradient }: GraphParameter,
  ofSlots: readonly string[],
  step: readonly GraphTensor[],
): string[] {
  const kept = ofSlots.map((name) => {
    const slot = slots[name]
    if (slot === undefined) throw new RangeError(`This optimizer has no "${name}".`)
    return writer.read(slot)
  })
  const next = writer.op(op, [value, gradient, ...kept, ...step], attributes, like(value))
  return [writer.assign(weights, next)]
}

/** What a kernel is told of weight decay. */
export function decayOf(weightDecay: number, { decayed }: GraphParameter): Attribute {
  return { float: decayed ? weightDecay : 0 }
}
