/** Directions around a network: of its filters' own lengths, whatever was drawn, and none for what is a vector. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filterNormalised } from '../../../core/inspect/figures/filter-normalised.ts'
import {
  between,
  drawnDirection,
  moved,
  normalisedDirection,
  positionsOf,
} from '../../../core/inspect/measuring/surface-points.ts'
import type { NetworkState } from '../../../core/tensorflow/program.ts'

const number = fc.integer({ min: -400, max: 400 }).map((eighths) => eighths / 8)

/** Two tensors [in, out] of one shape. */
const pairs = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([inputs, outputs]) => {
  const values = fc
    .array(number, { minLength: inputs * outputs, maxLength: inputs * outputs })
    .map((all) => Float32Array.from(all))
  return fc.tuple(values, values).map(([one, other]) => ({ shape: [inputs, outputs], one, other }))
})

const column = (values: Float32Array, columns: number, at: number): number[] =>
  [...values].filter((_, index) => index % columns === at)

describe('a filter-normalised direction', () => {
  test('has in each filter the length of the weights and the direction that was drawn', () => {
    fc.assert(
      fc.property(pairs, ({ shape, one, other }) => {
        const [, filters = 1] = shape
        const { values } = filterNormalised({ shape, values: one }, { shape, values: other })
        for (let filter = 0; filter < filters; filter++) {
          const [drawn, weights, made] = [one, other, values].map((all) => column(all, filters, filter))
          const length = Math.hypot(...(made ?? []))
          const wanted = (drawn ?? []).some((value) => value !== 0) ? Math.hypot(...(weights ?? [])) : 0
          expect(Math.abs(length - wanted)).toBeLessThanOrEqual(1e-5 * (1 + wanted))
          const along = (made ?? []).reduce((sum, value, at) => sum + value * (drawn?.[at] ?? 0), 0)
          expect(Math.abs(along - length * Math.hypot(...(drawn ?? [])))).toBeLessThanOrEqual(1e-4 * (1 + along))
        }
      }),
    )
  })

  test('does not change with the scale of what was drawn', () => {
    const weights = { shape: [2, 2], values: Float32Array.of(3, 1, 4, 1) }
    const drawn = { shape: [2, 2], values: Float32Array.of(1, 2, 2, -2) }
    const larger = { shape: [2, 2], values: drawn.values.map((value) => 8 * value) }
    expect(filterNormalised(larger, weights)).toEqual(filterNormalised(drawn, weights))
  })
})

describe('points around a network', () => {
  const weights: NetworkState = new Map([
    ['conv.weights', { shape: [1, 1, 2, 2], values: Float32Array.of(1, 2, 3, 4) }],
    ['bn.scale', { shape: [2], values: Float32Array.of(1, 1) }],
  ])

  test('leave BN and biases where they are, and the network itself is in the middle', () => {
    expect([...drawnDirection(weights, 1, 0).keys()]).toEqual(['conv.weights'])
    const directions = [normalisedDirection(weights, 1, 0), normalisedDirection(weights, 1, 1)]
    expect(moved(weights, directions, [0, 0])).toEqual(weights)
    expect(moved(weights, directions, [1, -1]).get('bn.scale')).toEqual(weights.get('bn.scale'))
    expect(moved(weights, directions, [1, -1])).not.toEqual(weights)
    expect(positionsOf(5, -1, 1)).toEqual([-1, -0.5, 0, 0.5, 1])
  })

  test('are drawn by the seed: each axis its own, the same again', () => {
    expect(normalisedDirection(weights, 1, 0)).toEqual(normalisedDirection(weights, 1, 0))
    expect(normalisedDirection(weights, 1, 0)).not.toEqual(normalisedDirection(weights, 1, 1))
    expect(normalisedDirection(weights, 1, 0)).not.toEqual(normalisedDirection(weights, 2, 0))
  })

  test('between two are both at the ends, statistics too', () => {
    const other: NetworkState = new Map(
      [...weights].map(([name, { shape, values }]) => [name, { shape, values: values.map((v) => v + 2) }]),
    )
    expect(between(weights, other, 0)).toEqual(weights)
    expect(between(weights, other, 1)).toEqual(other)
    expect(between(weights, other, 0.5).get('bn.scale')?.values).toEqual(Float32Array.of(2, 2))
  })
})
