/** Which images a step takes. The training set is passed over again and again; a batch may end one epoch and begin the next. */

/** Position of each image of a batch in the endless sequence of epochs: epoch `floor(p / count)`, place `p mod count` in it. */
export function batchSpan(step: number, batchSize: number, count: number): { firstEpoch: number; lastEpoch: number } {
  const first = step * batchSize
  return { firstEpoch: Math.floor(first / count), lastEpoch: Math.floor((first + batchSize - 1) / count) }
}

/** Positions into the flattened pair of permutations: an even epoch's stands first, an odd one's second. */
export function batchPositions(step: number, batchSize: number, count: number): Int32Array {
  return Int32Array.from({ length: batchSize }, (_, index) => {
    const position = step * batchSize + index
    const epoch = Math.floor(position / count)
    return (epoch % 2) * count + (position % count)
  })
}
