/** Words and values that fields of several kinds share. */
import { z } from 'zod'
import type { Pool } from './options/pool.ts'

/** `7×7, 64, /2, pool` */
export function windowText(part: { kernel: number; width: number; stride: number; pool: Pool | null }): string {
  const { kernel, width, stride, pool } = part
  return `${kernel}×${kernel}, ${width}${stride > 1 ? `, /${stride}` : ''}${pool ? ', pool' : ''}`
}

/** Strides to choose from: the usual ones, and the one that is set. */
export function strideChoices(stride: number): { value: string; label: string }[] {
  return [...new Set([1, 2, 4, stride])].map((value) => ({ value: String(value), label: String(value) }))
}

/** Of another kind's fields, those that this kind has too and takes: width, stride, pooling stay when the kind changes. */
export function keptFields<S extends z.ZodRawShape>(schema: z.ZodObject<S>, other: object): Partial<z.output<z.ZodObject<S>>> {
  const kept = Object.entries(other).filter(([key, value]) => {
    const field = schema.shape[key]
    return key !== 'kind' && field !== undefined && z.safeParse(field, value).success
  })
  return Object.fromEntries(kept) as Partial<z.output<z.ZodObject<S>>>
}
