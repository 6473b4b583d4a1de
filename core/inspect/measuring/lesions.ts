import type { DeletableBlock } from '../../graph/deletable-blocks.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { kendallTau } from '../figures/kendall.ts'
import { errorAndLoss, type ErrorAndLoss } from '../figures/scored.ts'
import type { InspectedRun } from '../inspected-run.ts'
import { drawnOrder } from './drawn-order.ts'
import { evaluated, type Evaluated } from './evaluated.ts'
import type { Measure, Measured, Told } from './measure.ts'
import { interchangeable, swappedOrder, swappedWeights } from './swapped-blocks.ts'

/** One graph for all: blocks are left out by what it is fed, and change places by their weights. */
export const measureLesions: Measure<OptionsOf<'lesions'>, ResultOf<'lesions'>> = (run, options, told) =>
  evaluated(run, options, (evaluation) => lesionsOf(run, options, evaluation, told), { withLesions: true })

async function lesionsOf(
  run: InspectedRun,
  { draws, most, seed }: OptionsOf<'lesions'>,
  { images, blocks, writeWeights, scored }: Evaluated,
  told: Told,
): Promise<Measured<ResultOf<'lesions'>>> {
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
  const errorWithout = async (left: readonly number[]): Promise<ErrorAndLoss> => {
    const onProgress = (done: number): Promise<void> => told(pass * images.length + done, passes * images.length)
    const without = await scored({ left: new Set(left), onProgress })
    pass += 1
    return errorAndLoss(without)
  }
  const result: ResultOf<'lesions'> = { whole: await errorWithout([]), alone: [], together: [], swapped: [] }
  for (const [at, { name, depth, isResidual }] of blocks.entries())
    result.alone.push({ name, depth, isResidual, ...(await errorWithout([at])) })
  for (const left of lefts) result.together.push({ blocks: namesOf(blocks, left), ...(await errorWithout(left)) })
  for (const { count, order } of orders) {
    writeWeights(swappedWeights(blocks, order, run.weights))
    result.swapped.push({ pairs: count, tau: kendallTau(order), ...(await errorWithout([])) })
  }
  return { images: images.length, result }
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
