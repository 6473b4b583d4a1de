/** What the tracks under the drawing show: parameters, MACs, activation memory, a bar a cell. */
import { activationBytes, usualBatch } from '../../../core/graph/activation-memory.ts'
import { formatBytes, formatScaled } from '../../format.ts'
import type { PartId } from './stack-layout.ts'
import type { Cost, StackModel } from './stack-model.ts'

export interface Track {
  readonly name: string
  readonly of: (cost: Cost) => number
  /** As text; `total` with more figures. */
  readonly format: (value: number, total?: boolean) => string
  readonly total: number
}

export function tracksOf(model: StackModel): Track[] {
  const batch = usualBatch(model.input[0])
  const bytes = (cost: Cost): number => activationBytes(cost, batch)
  return [
    {
      name: 'Parameters',
      of: (cost) => cost.parameters,
      format: (value, total) => formatScaled(value, value < 1e6 && !total ? 0 : 2),
      total: model.parameters,
    },
    {
      name: 'MACs',
      of: (cost) => cost.macs,
      format: (value, total) => formatScaled(value, value < 1e9 && !total ? 0 : 2),
      total: model.macs,
    },
    {
      name: 'Activation memory',
      of: bytes,
      format: (value, total) => formatBytes(value, value < 1e9 && !total ? 0 : 2),
      total: bytes(model),
    },
  ]
}

export function costOf(model: StackModel, part: PartId): Cost | null {
  if (typeof part === 'number') return model.stages[part] ?? null
  if (part === 'stem') return model.stem
  return part === 'head' ? model.head : null
}
