/** Reads single fields, and collects what is wrong with them: what is and why not, in a dozen words, and what mends it. */
import { fieldLimits, type Limit, type NumberField } from './field-limits.ts'
import { kindOf, rangeText, readWithin } from './number-limit.ts'
import { numbersText, textOf } from './number-text.ts'
import type { RecipeField, RecipeFields } from './fields.ts'

export interface FieldProblem {
  readonly field: RecipeField
  /** The field as a list of what must be mended names it. */
  readonly name: string
  readonly message: string
  readonly mends: readonly { readonly label: string; readonly change: Partial<RecipeFields> }[]
}

export interface FieldReader {
  readonly fields: RecipeFields
  readonly problems: readonly FieldProblem[]
  /** The number of a field, null where it is wrong; `changes` narrow its limit for the data or the run at hand. */
  number(field: NumberField, changes?: Partial<Limit>): number | null
  report(field: RecipeField, name: string, message: string, ...mends: FieldProblem['mends']): null
}

export function fieldReader(fields: RecipeFields): FieldReader {
  const problems: FieldProblem[] = []
  const report: FieldReader['report'] = (field, name, message, ...mends) => {
    problems.push({ field, name, message, mends })
    return null
  }
  return {
    fields,
    problems,
    report,
    number(field, changes = {}) {
      const limit: Limit = { ...fieldLimits[field], ...changes }
      const read = readWithin(fields[field], limit)
      if (read.ok) return read.value
      const mends = read.mends.map((value) => textOf(kindOf(limit), value))
      return report(
        field,
        limit.name,
        `${read.unclear ?? `${limit.noun} is ${rangeText(limit)}`}.`,
        ...mends.map((text) => ({ label: `Set ${text}`, change: { [field]: text } })),
      )
    },
  }
}

/** What is said of numbers that can be read in two ways, and the mends that say which, as far as they are possible. */
export function unclearNumbers(
  field: RecipeField,
  text: string,
  readings: readonly (readonly number[])[],
  possible: (values: readonly number[]) => boolean,
): [string, ...FieldProblem['mends']] {
  const [grouped = '', apart = ''] = readings.map(({ length }) => (length === 1 ? 'one number' : `${length} numbers`))
  return [
    `${text.trim()} can be read as ${grouped}, or as ${apart}.`,
    ...readings
      .filter(possible)
      .map((values) => ({ label: `Set ${numbersText(values)}`, change: { [field]: numbersText(values) } })),
  ]
}
