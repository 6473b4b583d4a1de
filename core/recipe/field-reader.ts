/** Reads single fields, and collects what is wrong with them: what is and why not, in a dozen words, and what mends it. */
import { fieldLimits, type Limit, type NumberField } from './field-limits.ts'
import { countText, numberText, readNumber } from './number-text.ts'
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
      const value = readNumber(fields[field])
      if (fits(value, limit)) return value
      const nearest = nearestTo(value, limit)
      const mend = { label: `Set ${text(nearest)}`, change: { [field]: text(nearest) } }
      return report(field, limit.name, `${limit.noun} is ${rangeText(limit)}.`, mend)
    },
  }
}

function fits(value: number, { whole, min, above, max }: Limit): boolean {
  if (!Number.isFinite(value) || value > max || (whole && !Number.isInteger(value))) return false
  return above ? value > min : value >= min
}

/** `a whole number from 1 to 4,096`, `a number above 0, up to 1,000` */
function rangeText({ whole, min, above, max }: Limit): string {
  return `a ${whole ? 'whole number' : 'number'} ${above ? `above ${text(min)}, up` : `from ${text(min)}`} to ${text(max)}`
}

/** A number of the right size is kept as near as it can be; anything else becomes what is usual. */
function nearestTo(value: number, { whole, min, max, usual, beyond = max }: Limit): number {
  if (whole && value > max) return beyond
  const best = whole && value >= min ? Math.round(value) : usual
  return Math.min(max, Math.max(min, best))
}

const text = (value: number): string => (Number.isInteger(value) ? countText(value) : numberText(value))
