/** Whole numbers in a row that can be read in two ways. */
import { numbersText } from '../number-text.ts'
import type { Report } from '../parts/part.ts'

/** Says so; the readings that are possible are the mends. */
export function reportUnclear(
  report: Report,
  field: string,
  name: string,
  text: string,
  possible: readonly (readonly number[])[],
  readings: readonly [readonly number[], readonly number[]],
): null {
  const [grouped, apart] = readings.map(({ length }) => (length === 1 ? 'one number' : `${length} numbers`))
  return report(
    field,
    name,
    `${text.trim()} can be read as ${grouped ?? ''}, or as ${apart ?? ''}.`,
    possible.map((values) => ({ label: `Set ${numbersText(values)}`, change: { [field]: numbersText(values) } })),
  )
}
