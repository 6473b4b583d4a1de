import type { DeletableBlock } from '../../graph/deletable-blocks.ts'
import { scoresProbe } from '../../tensorflow/inspection/probes.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { kendallTau } from '../figures/kendall.ts'
import { errorAndLoss, type ErrorAndLoss } from '../figures/scored.ts'
import { chosenImages, labelsOf } from './chosen-images.ts'
import { drawnOrder } from './drawn-order.ts'
import type { Measure } from './measure.ts'
import { interchangeable, swappedOrder, swappedWeights } from './swapped-blocks.ts'

/** One graph for all: blocks are left out by what it is fed, and change places by their weights. */
export const measureLesions: Measure<OptionsOf<'lesions'>, ResultOf<'lesions'>> = async (run, options, told) => {
  const { split, draws, most, seed } = options
  const images = chosenImages(options, run.dataset[split].count)
  const compared = labelsOf(run, split, images)
  const program = run.open(split, { scores: scoresProbe }, true)
  const { blocks } = program
  const pairs = interchangeable(blocks, run.weights)
  const lefts = drawsOf(Math.min(most, blocks.length), draws, (count, draw) =>
    drawnOrder(seed, `lesions ${count} ${draw}`, blocks.length).slice(0, count),
  )
  const orders = drawsOf(pairs.length > 0 ? most : 0, draws, (count, draw) => ({
    count,
    order: swappedOrder(pairs, blocks.length, drawnSwaps(seed, count, draw, pairs.length)),
  }))
  const passes = 1 + blocks.length + lefts.length + orders.length
  let pass = 0
  const evaluated = async (left: readonly number[]): Promise<ErrorAndLoss> => {
    const onProgress = (done: number): Promise<void> => told(pass * images.length + done, passes * images.length)
    const scores = await program.read('scores', images, { left: new Set(left), onProgress })
    pass += 1
    return errorAndLoss({ ...compared, scores })
  }
  const result: ResultOf<'lesions'> = { whole: { error: 0, loss: null }, alone: [], together: [], swapped: [] }
  try {
    result.whole = await evaluated([])
    for (const [at, { name, depth, isResidual }] of blocks.entries())
      result.alone.push({ name, depth, isResidual, ...(await evaluated([at])) })
    for (const left of lefts) result.together.push({ blocks: namesOf(blocks, left), ...(await evaluated(left)) })
    for (const { count, order } of orders) {
      program.writeWeights(swappedWeights(blocks, order, run.weights))
      result.swapped.push({ pairs: count, tau: kendallTau(order), ...(await evaluated([])) })
    }
    return { images: images.length, result }
  } finally {
    program.dispose()
  }
}

/** So many draws for each number up to the most. */
function drawsOf<T>(most: number, draws: number, draw: (count: number, draw: number) => T): T[] {
  return Array.from({ length: most }, (_, index) => index + 1).flatMap((count) =>
    Array.from({ length: draws }, (_, at) => draw(count, at)),
  )
}

/** Which pairs change places, one after the other: positions among all that can. */
function drawnSwaps(seed: number, count: number, draw: number, pairs: number): number[] {
  return Array.from({ length: count }, (_, at) => drawnOrder(seed, `swap ${count} ${draw} ${at}`, pairs)[0] ?? 0)
}

function namesOf(blocks: readonly DeletableBlock[], positions: readonly number[]): string[] {
  return positions.toSorted((one, other) => one - other).map((at) => blocks[at]?.name ?? '')
}
