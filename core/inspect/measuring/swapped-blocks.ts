/** Blocks of a trained network in another order: their weights change places, the graph stays. */
import type { DeletableBlock } from '../../graph/deletable-blocks.ts'
import { valueOf } from '../../graph/value-of.ts'
import type { NetworkState } from '../../tensorflow/program.ts'

/** Positions of two blocks. */
export type Pair = readonly [number, number]

/** All pairs of blocks whose tensors are of the same names and shapes: only they can change places. */
export function interchangeable(blocks: readonly DeletableBlock[], weights: NetworkState): Pair[] {
  const shapes = blocks.map(({ name }) =>
    tensorsOf(name, weights)
      .map((tensor) => `${tensor.slice(name.length)} ${valueOf(weights, tensor).shape.join('×')}`)
      .sort()
      .join(),
  )
  return shapes.flatMap((shape, one) =>
    shapes.flatMap((other, at): Pair[] => (at > one && other === shape && shape !== '' ? [[one, at]] : [])),
  )
}

/** Which block stands at each position once pairs have changed places, one after the other: `swaps` are positions among `pairs`. */
export function swappedOrder(pairs: readonly Pair[], blocks: number, swaps: readonly number[]): number[] {
  const order = Array.from({ length: blocks }, (_, index) => index)
  for (const swap of swaps) {
    const [one = 0, other = 0] = pairs[swap] ?? []
    const kept = order[one] ?? 0
    order[one] = order[other] ?? 0
    order[other] = kept
  }
  return order
}

/** The weights once `order[at]` is the block that stands at the position `at`. */
export function swappedWeights(blocks: readonly DeletableBlock[], order: readonly number[], weights: NetworkState): NetworkState {
  const swapped = new Map(weights)
  order.forEach((from, to) => {
    const [source, target] = [blocks[from]?.name, blocks[to]?.name]
    if (from === to || source === undefined || target === undefined) return
    for (const tensor of tensorsOf(source, weights)) swapped.set(target + tensor.slice(source.length), valueOf(weights, tensor))
  })
  return swapped
}

function tensorsOf(block: string, weights: NetworkState): string[] {
  return [...weights.keys()].filter((name) => name.startsWith(`${block}.`))
}
