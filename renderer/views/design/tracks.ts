/** What the tracks under the drawing show: parameters, MACs with the predicted time of a step, activation memory, a bar a cell. */
import { activationBytes, usualBatch } from '../../../core/graph/activation-memory.ts'
import { formatBytes, formatMilliseconds, formatScaled } from '../../format.ts'
import type { PartId } from '../../../core/drawing/stack-layout.ts'
import type { Cost, StackModel } from '../../../core/drawing/stack-model.ts'
import type { TimeOf } from './tone.ts'

export interface Track {
  readonly name: string
  readonly of: (cost: Cost) => number
  /** As text; `total` with more figures. */
  readonly format: (value: number, total?: boolean) => string
  readonly total: number
  /** What stands beside the sum of a part, as text; null where it is not known. */
  readonly beside: (part: PartId) => string | null
  readonly besideTotal: string | null
}

const nothingBeside = { beside: () => null, besideTotal: null }

/** `stepMs` is of a whole step, which takes a little beside its layers. */
export function tracksOf(model: StackModel, timeOf: TimeOf, stepMs: number | null): Track[] {
  const batch = usualBatch(model.input[0])
  const bytes = (cost: Cost): number => activationBytes(cost, batch)
  return [
    {
      name: 'Parameters',
      of: (cost) => cost.parameters,
      format: (value, total) => formatScaled(value, value < 1e6 && !total ? 0 : 2),
      total: model.parameters,
      ...nothingBeside,
    },
    {
      name: stepMs === null ? 'MACs' : 'MACs, step time',
      of: (cost) => cost.macs,
      format: (value, total) => formatScaled(value, value < 1e9 && !total ? 0 : 2),
      total: model.macs,
      beside(part) {
        const ms = timeOfPart(model, part, timeOf)
        return ms === null ? null : formatMilliseconds(ms)
      },
      besideTotal: stepMs === null ? null : formatMilliseconds(stepMs),
    },
    {
      name: 'Activation memory',
      of: bytes,
      format: (value, total) => formatBytes(value, value < 1e9 && !total ? 0 : 2),
      total: bytes(model),
      ...nothingBeside,
    },
  ]
}

export function costOf(model: StackModel, part: PartId): Cost | null {
  if (typeof part === 'number') return model.stages[part] ?? null
  if (part === 'stem') return model.stem
  return part === 'head' ? model.head : null
}

/** Null where the time of any of its layers is not known. */
function timeOfPart(model: StackModel, part: PartId, timeOf: TimeOf): number | null {
  if (part === 'input') return null
  if (typeof part !== 'number') return timeOf({ layers: model[part]?.layers ?? [] })
  const { blocks } = model.stages[part] ?? { blocks: [] }
  return blocks.reduce<number | null>((sum, block) => {
    const ms = sum === null ? null : timeOf(block)
    return sum === null || ms === null ? null : sum + ms
  }, 0)
}
