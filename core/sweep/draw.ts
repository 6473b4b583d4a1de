/** A trial drawn at random: each axis evenly, independent of the others (Bergstra & Bengio 2012). */
import type { Values } from '../plan/part-of.ts'
import { valueAt } from './axis.ts'
import type { Space } from './grid.ts'
import { randomFrom } from './random.ts'

/** The same for the same seed and number of the trial, whatever else there is. */
export function randomPoint(space: Space, seed: number, number: number): Values {
  const random = randomFrom(seed, number)
  return Object.fromEntries([...space].map(([field, axis]) => [field, valueAt(axis, random())]))
}
