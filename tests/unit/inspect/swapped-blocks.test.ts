/** Blocks that change places take their weights with them, and nothing else moves. */
import { expect, test } from 'vitest'
import { interchangeable, swappedOrder, swappedWeights } from '../../../core/inspect/measuring/swapped-blocks.ts'

const block = (name: string) => ({ name, depth: 0, end: 0, instead: 0, isResidual: true })
const blocks = [block('stage1.block1'), block('stage1.block2'), block('stage2.block1'), block('stage1.block10')]
const tensor = (...values: number[]) => ({ shape: [values.length], values: Float32Array.from(values) })
const weights = new Map([
  ['stem.conv.weights', tensor(0)],
  ['stage1.block1.conv1.weights', tensor(1, 1)],
  ['stage1.block10.conv1.weights', tensor(10, 10)],
  ['stage1.block2.conv1.weights', tensor(2, 2)],
  ['stage2.block1.conv1.weights', tensor(3, 3, 3)],
])

test('only blocks of the same tensors can change places', () => {
  expect(interchangeable(blocks, weights)).toEqual([
    [0, 1],
    [0, 3],
    [1, 3],
  ])
})

test('one after the other: the second swap moves what the first has brought', () => {
  const pairs = interchangeable(blocks, weights)
  const order = swappedOrder(pairs, blocks.length, [0, 2])
  expect(order).toEqual([1, 3, 2, 0])
  const swapped = swappedWeights(blocks, order, weights)
  expect(Object.fromEntries([...swapped].map(([name, { values }]) => [name, values[0]]))).toEqual({
    'stem.conv.weights': 0,
    'stage1.block1.conv1.weights': 2,
    'stage1.block2.conv1.weights': 10,
    'stage2.block1.conv1.weights': 3,
    'stage1.block10.conv1.weights': 1,
  })
  expect(swappedWeights(blocks, swappedOrder(pairs, blocks.length, []), weights)).toEqual(weights)
})
