/** Weights around a trained network, and between two. */
import { valueOf } from '../../graph/value-of.ts'
import type { NetworkState } from '../../tensorflow/program.ts'
import { normalValues, randomKey } from '../../tensorflow/random-keys.ts'
import { filterNormalised } from '../figures/filter-normalised.ts'

/** Normally distributed numbers for each tensor of weights; none for BN, biases and what else is a vector, which stay as they are. */
export function drawnDirection(weights: NetworkState, seed: number, axis: number): NetworkState {
  const key = randomKey(seed, `direction ${axis}`)
  return new Map(
    [...weights]
      .filter(([, { shape }]) => shape.length > 1)
      .map(([name, { shape, values }]) => [name, { shape, values: normalValues(randomKey(key, name), values.length, 1) }]),
  )
}

/** The same, as large as the weights filter by filter. */
export function normalisedDirection(weights: NetworkState, seed: number, axis: number): NetworkState {
  return new Map(
    [...drawnDirection(weights, seed, axis)].map(([name, drawn]) => [name, filterNormalised(drawn, valueOf(weights, name))]),
  )
}

/** The weights, and of each direction as many times its length as `at` says for it. */
export function moved(weights: NetworkState, directions: readonly NetworkState[], at: readonly number[]): NetworkState {
  return new Map(
    [...weights].map(([name, { shape, values }]) => {
      const steps = directions.map((direction) => direction.get(name)?.values)
      if (steps.every((step) => step === undefined)) return [name, { shape, values }]
      const ofAll = (index: number): number => steps.reduce((sum, step, axis) => sum + (at[axis] ?? 0) * (step?.[index] ?? 0), 0)
      return [name, { shape, values: values.map((value, index) => value + ofAll(index)) }]
    }),
  )
}

/** All that differs, running statistics too, at a share of the way from one to the other. */
export function between(one: NetworkState, other: NetworkState, share: number): NetworkState {
  return new Map(
    [...one].map(([name, { shape, values }]) => {
      const to = valueOf(other, name).values
      return [name, { shape, values: values.map((value, index) => (1 - share) * value + share * (to[index] ?? NaN)) }]
    }),
  )
}

/** So many positions from `first` to `last`. */
export function positionsOf(points: number, first: number, last: number): number[] {
  return Array.from({ length: points }, (_, at) => (first * (points - 1 - at) + last * at) / (points - 1))
}
