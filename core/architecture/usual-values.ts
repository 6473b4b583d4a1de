/** What is usual is left out of a file: a design says only how it differs from a common one. */
import { z } from 'zod'

/** The same value without the keys that have their schema's default. */
export function withoutUsual<T extends object>(schema: z.ZodType<T>, value: T): Partial<T> {
  if (!(schema instanceof z.ZodObject)) return value
  const shape: Readonly<Record<string, unknown>> = schema.shape
  const said = Object.entries(value).filter(([key, own]) => {
    const field = shape[key]
    return !(field instanceof z.ZodDefault) || JSON.stringify(field.def.defaultValue) !== JSON.stringify(own)
  })
  return Object.fromEntries(said) as Partial<T>
}
