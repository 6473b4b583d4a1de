/** A telemetry layout as it is kept: its entries by quantity, which follow each other without gaps. */
import { z } from 'zod'
import { telemetryQuantities, type TelemetryEntry, type TelemetryQuantity } from '../graph/telemetry.ts'

/** The numbers of one quantity: where they stand in a row, and of which layers or blocks they are. */
export interface LayoutGroup {
  readonly quantity: TelemetryQuantity
  readonly offset: number
  readonly of: readonly string[]
  readonly depths: readonly number[]
}

/**
 * Names and depths once a quantity: a quarter of what one object an entry would take. Throws a RangeError where the entries are not in the
 * order of the quantities.
 */
export function layoutText(layout: readonly TelemetryEntry[]): string {
  const order = layout.map(({ quantity }) => telemetryQuantities.indexOf(quantity))
  if (order.some((position, index) => position < (order[index - 1] ?? 0))) {
    throw new RangeError('The numbers of a measured step are not in the order of the quantities.')
  }
  const groups = telemetryQuantities.flatMap((quantity) => {
    const entries = layout.filter((entry) => entry.quantity === quantity)
    if (entries.length === 0) return []
    return [{ quantity, of: entries.map(({ of }) => of), depths: entries.map(({ depth }) => depth) }]
  })
  return JSON.stringify(groups)
}

/** What older Stagecrafts called a quantity. */
const earlierNames: Readonly<Record<string, TelemetryQuantity>> = { responseDeviation: 'responseStd' }

/** Quantities that this version does not know take their place and are left out. */
export function readLayout(text: string): LayoutGroup[] {
  let offset = 0
  return groupsSchema.parse(JSON.parse(text)).flatMap(({ quantity, of, depths }) => {
    const at = offset
    offset += of.length
    const known = earlierNames[quantity] ?? telemetryQuantities.find((name) => name === quantity)
    return known === undefined ? [] : [{ quantity: known, offset: at, of, depths }]
  })
}

const groupsSchema = z.array(z.object({ quantity: z.string(), of: z.array(z.string()), depths: z.array(z.number()) }))
