/** Positions in an order that a seed draws. */
import { randomKey, uniform } from '../../tensorflow/random-keys.ts'

/** 0 to `count` − 1, each once; another purpose gives another order. */
export function drawnOrder(seed: number, purpose: string, count: number): number[] {
  const key = randomKey(seed, purpose)
  const keys = Array.from({ length: count }, (_, index) => uniform(key, index))
  return keys.map((_, index) => index).sort((one, other) => (keys[one] ?? 0) - (keys[other] ?? 0) || one - other)
}
