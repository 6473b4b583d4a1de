/** What two designs cost, side by side, with the difference. */
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { countsOf, type Counts } from '../../../core/architecture/counts.ts'
import { activationBytes, usualBatch } from '../../../core/graph/activation-memory.ts'
import { formatBytes, formatCount } from '../../format.ts'

export interface CountRow {
  readonly name: string
  /** Below the figures: what they are for. */
  readonly note: string
  readonly before: string
  readonly after: string
  /** `−173,824`, `as before` */
  readonly difference: string
}

const unknown = 'not known'

export function countRows(before: Architecture, after: Architecture): CountRow[] {
  const [from, to] = [countsOf(before), countsOf(after)]
  const batch = usualBatch(before.input.height)
  const bytes = (counts: Pick<Counts, 'activations'>): number => activationBytes(counts, batch)
  const row = (name: string, note: string, of: (counts: Counts) => number, text: (value: number) => string): CountRow => {
    const [one, other] = [from && of(from), to && of(to)]
    const by = one === null || other === null ? null : other - one
    return {
      name,
      note,
      before: one === null ? unknown : text(one),
      after: other === null ? unknown : text(other),
      difference: by === null ? unknown : by === 0 ? 'the same' : `${by > 0 ? '+' : '−'}${text(Math.abs(by))}`,
    }
  }
  return [
    row('Parameters', '', ({ parameters }) => parameters, formatCount),
    row('MACs', 'for one image', ({ macs }) => macs, formatCount),
    row('Activation memory', `batch ${batch}, float32`, bytes, (value) => formatBytes(value, 2)),
    row('Depth', 'layers', ({ depth }) => depth, formatCount),
  ]
}
