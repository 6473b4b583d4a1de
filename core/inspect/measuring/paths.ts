import { deletableBlocks, type DeletableBlock } from '../../graph/deletable-blocks.ts'
import { createPaths } from '../../tensorflow/inspection/path-program.ts'
import { sampleOf } from '../../statistics/sample.ts'
import type { OptionsOf, ResultOf } from '../analyses.ts'
import { finite } from '../analyses/figure.ts'
import { ensembleOf } from '../figures/ensemble.ts'
import { effectivePaths, pathShares } from '../figures/path-lengths.ts'
import { errorAndLoss, type Scored } from '../figures/scored.ts'
import type { InspectedRun } from '../inspected-run.ts'
import { chosenImages } from './chosen-images.ts'
import { drawnOrder } from './drawn-order.ts'
import { evaluated, type Evaluated } from './evaluated.ts'
import type { Measure, Told } from './measure.ts'

type Result = ResultOf<'paths'>
type Options = OptionsOf<'paths'>

const enough = 0.95

export const measurePaths: Measure<Options, Result> = async (run, options, told) => {
  const residual = deletableBlocks(run.graph).filter(({ isResidual }) => isResidual)
  const images = chosenImages(options, run.dataset[options.split].count)
  if (residual.length === 0) {
    const whole = await cutNetworks(run, options, [], () => Promise.resolve())
    return { images: images.length, result: { blocks: 0, lengths: [], effective: null, ...whole } }
  }
  const n = residual.length
  // Gradients first; then, of about four numbers of blocks, the networks that are cut.
  const drawn = (n + 1) * options.draws
  const total = drawn + numbersOfBlocks(n, null).length * options.draws
  const norms = await gradientsByLength(run, options, residual, images, (done) => told(done, total))
  const shares = pathShares(n)
  const means = norms.map((of) => of.reduce((sum, one) => sum + one, 0) / of.length)
  const together = means.reduce((sum, mean, length) => sum + mean * (shares[length] ?? 0), 0)
  const carried = means.map((mean, length) => (mean * (shares[length] ?? 0)) / together)
  const effective = effectivePaths(shares, carried, enough)
  const counts = numbersOfBlocks(n, effective?.to ?? null)
  const cutOff = await cutNetworks(run, options, counts, (done) => told(Math.min(total, drawn + done), total))
  return {
    images: images.length,
    result: {
      blocks: n,
      lengths: shares.map((share, length) => ({
        length,
        share,
        gradient: finite(means[length] ?? NaN),
        std: sampleOf(norms[length] ?? [])?.std ?? null,
        carried: finite(carried[length] ?? NaN),
      })),
      effective,
      ...cutOff,
    },
  }
}

/** To how many blocks it is cut: a quarter of them, half, three quarters, all but one, and as many as the longest paths go through that matter. */
function numbersOfBlocks(all: number, longest: number | null): number[] {
  const counts = [0.25, 0.5, 0.75].map((share) => Math.round(share * all)).concat(all - 1, longest ?? all)
  return [...new Set(counts)].filter((kept) => kept > 0 && kept < all).sort((one, other) => one - other)
}

/** Of each length so many paths, each of one batch as training takes it; a path is drawn by its blocks, a batch by its images. */
async function gradientsByLength(
  { graph, recipe, dataset, binding, weights }: InspectedRun,
  { split, seed, draws }: Options,
  blocks: readonly DeletableBlock[],
  images: Int32Array,
  told: (done: number) => ReturnType<Told>,
): Promise<number[][]> {
  const batch = Math.min(recipe.batchSize, images.length)
  const program = createPaths(binding, { graph, recipe, dataset, split, batch, blocks }, weights)
  const norms: number[][] = []
  try {
    for (let length = 0; length <= blocks.length; length += 1) {
      const ofLength: number[] = []
      for (let draw = 0; draw < draws; draw += 1) {
        const through = new Float32Array(blocks.length)
        for (const at of drawnOrder(seed, `path ${length} ${draw}`, blocks.length).slice(0, length)) through[at] = 1
        const order = drawnOrder(seed, `batch of path ${draw}`, images.length)
        const chosen = Int32Array.from(order.slice(0, batch), (at) => images[at] ?? 0)
        ofLength.push(program.gradient(chosen, through))
        await told(length * draws + draw + 1)
      }
      norms.push(ofLength)
    }
    return norms
  } finally {
    program.dispose()
  }
}

/** Which of so many residual blocks a drawn network lacks that keeps some. */
export function cutAway(seed: number, kept: number, draw: number, blocks: number): number[] {
  return drawnOrder(seed, `cut to ${kept} ${draw}`, blocks).slice(kept)
}

/** The whole network, and those of so many of its residual blocks, drawn: each alone, and all of one number as one. */
function cutNetworks(
  run: InspectedRun,
  options: Options,
  counts: readonly number[],
  told: (done: number) => ReturnType<Told>,
): Promise<Pick<Result, 'whole' | 'cut'>> {
  const { seed, draws } = options
  const cutTo = async ({ blocks, scored }: Evaluated): Promise<Pick<Result, 'whole' | 'cut'>> => {
    const residual = blocks.flatMap(({ isResidual }, at) => (isResidual ? [at] : []))
    const { error: whole } = errorAndLoss(await scored())
    const cut: Result['cut'] = []
    for (const [index, kept] of counts.entries()) {
      const members: Scored[] = []
      for (let draw = 0; draw < draws; draw += 1) {
        const left = cutAway(seed, kept, draw, residual.length).map((at) => residual[at] ?? -1)
        members.push(await scored({ left: new Set(left) }))
        await told(index * draws + draw + 1)
      }
      const { errors, byMembers } = ensembleOf(members)
      const together = byMembers.at(-1)
      cut.push({ kept, errors: [...errors], mean: together?.mean ?? NaN, vote: together?.vote ?? NaN })
    }
    return { whole, cut }
  }
  return evaluated(run, options, cutTo, { withLesions: true })
}
