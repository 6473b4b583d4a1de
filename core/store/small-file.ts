/** The small JSON files of a run's folder, read whole and checked: what is wrong with one is told, and stops nothing else. */
import { z } from 'zod'
import { OddFileError, readRegular } from '../files/regular-file.ts'

export type SmallFile<T> =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly value: T }
  /** `why` is the end of a sentence. */
  | { readonly kind: 'damaged'; readonly why: string }

/** Room for an architecture and a recipe of any size that is allowed. */
const mostBytes = 16_000_000

export function readSmallFile<T>(path: string, schema: z.ZodType<T>): SmallFile<T> {
  try {
    const bytes = readRegular(path, mostBytes)
    return bytes === null ? { kind: 'none' } : { kind: 'read', value: schema.parse(JSON.parse(bytes.toString('utf8'))) }
  } catch (thrown) {
    if (thrown instanceof OddFileError || thrown instanceof SyntaxError) return { kind: 'damaged', why: thrown.message }
    if (thrown instanceof z.ZodError) return { kind: 'damaged', why: z.prettifyError(thrown) }
    throw thrown
  }
}
