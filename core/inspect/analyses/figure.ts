/** A number of a result. JSON has no NaN: what is not finite is null there. */
import { z } from 'zod'

export const figure = z.number().nullable()

export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
