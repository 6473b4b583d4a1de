/** Features and what follows from them, maps of an image, gradients along single paths, and BN folded: as measured here, to be held against PyTorch. */
import { z } from 'zod'
import { deletableBlocks } from '../../core/graph/deletable-blocks.ts'
import { featureEnds } from '../../core/graph/block-ends.ts'
import { mapsTensor } from '../../core/inspect/analyses/image.ts'
import { labelIssues } from '../../core/inspect/figures/confident-labels.ts'
import { foldBatchNorm } from '../../core/inspect/figures/fold-batch-norm.ts'
import { nearestTo } from '../../core/inspect/figures/nearest.ts'
import { errorAndLoss, type Scored } from '../../core/inspect/figures/scored.ts'
import { standardised, standardOf } from '../../core/inspect/figures/standardised.ts'
import type { InspectedRun } from '../../core/inspect/inspected-run.ts'
import { measuring } from '../../core/inspect/measuring.ts'
import { featuresOf } from '../../core/inspect/measuring/features.ts'
import { penalty, trainLinear } from '../../core/inspect/measuring/linear-probe.ts'
import { opened } from '../../core/inspect/measuring/opened.ts'
import { cutAway } from '../../core/inspect/measuring/paths.ts'
import { createPaths } from '../../core/tensorflow/inspection/path-program.ts'
import { scoresProbe } from '../../core/tensorflow/inspection/probes.ts'
import { apart } from './inspected-apart.ts'

export const furtherSchema = z.object({
  features: z.array(z.number()),
  nearest: z.array(z.number()),
  probe: z.number(),
  issues: z.array(z.number()),
  maps: z.array(z.number()),
  paths: z.array(z.number()),
  /** Networks cut to some blocks: the error of each, then of all as one by the mean of their probabilities, and by majority. */
  votes: z.array(z.number()),
})

export interface Further {
  readonly asked: {
    readonly image: number
    readonly penalty: number
    readonly paths: readonly (readonly string[])[]
    readonly cut: readonly (readonly string[])[]
  }
  readonly found: z.infer<typeof furtherSchema>
  /** Loss of the network whose BN is folded into its convolutions. */
  readonly folded: number | null
}

const image = 5
/** Networks that are cut to as many blocks, and vote. */
const draws = 3

/** `scored`: all test images, which are looked at here too. */
export async function lookFurther(run: InspectedRun, scored: Scored): Promise<Further> {
  const { graph, binding, recipe, dataset, weights } = run
  const images = Int32Array.from(scored.labels, (_, at) => at)
  const features = (name: string): Promise<Float32Array> => {
    const id = featureEnds(graph).find((end) => end.name === name)?.id ?? 0
    return featuresOf(run, 'test', [id], images, quiet)
  }
  const [first, last] = [await features('stage1'), await features('stage3')]
  const width = last.length / images.length
  const { labels, classes } = scored
  const { objective } = trainLinear(binding, {
    features: standardised(last, width, standardOf(last, width)),
    labels,
    width,
    classes,
  })
  const { tensors } = await measuring.image(run, { split: 'test', image }, quiet)
  const residual = deletableBlocks(graph).filter(({ isResidual }) => isResidual)
  const names = residual.map(({ name }) => name)
  const chosen = names.length === 0 ? [] : [[], names.slice(0, 1), names.filter((_, at) => at % 3 === 0), names]
  const { result } = await measuring.paths(run, { split: 'test', images: null, seed: 1, draws }, quiet)
  const [cutTo] = result.cut
  const cut =
    cutTo === undefined
      ? []
      : Array.from({ length: draws }, (_, draw) => cutAway(1, cutTo.kept, draw, names.length).map((at) => names[at] ?? ''))
  return {
    asked: { image, penalty, paths: chosen, cut },
    found: {
      features: [...first, ...last],
      nearest:
        images.length === 0
          ? []
          : Array.from(images, (at) => nearestTo(last.slice(at * width, (at + 1) * width), last, 2)[1]?.distance ?? NaN),
      probe: objective,
      issues: labelIssues(scored)
        .map(({ at }) => at)
        .sort((one, other) => one - other),
      maps: names.length === 0 ? [] : [...(tensors?.get(mapsTensor)?.values ?? [])],
      paths: pathGradients(chosen),
      votes: cutTo === undefined ? [] : [...cutTo.errors, cutTo.mean, cutTo.vote],
    },
    folded: await foldedLoss(),
  }

  function pathGradients(paths: readonly (readonly string[])[]): number[] {
    if (paths.length === 0) return []
    const program = createPaths(
      binding,
      { graph, recipe, dataset, split: 'test', batch: images.length, blocks: residual },
      weights,
    )
    const norms = paths.map((through) =>
      program.gradient(
        images,
        Float32Array.from(names, (name) => (through.includes(name) ? 1 : 0)),
      ),
    )
    program.dispose()
    return norms
  }

  async function foldedLoss(): Promise<number | null> {
    const asked = { split: 'test', probes: { scores: scoresProbe } } as const
    const { loss } = await opened({ ...run, ...foldBatchNorm(graph, weights) }, asked, async ({ read }) =>
      errorAndLoss({ ...scored, scores: await read('scores', images) }),
    )
    return loss
  }
}

const quiet = (): Promise<void> => Promise.resolve()

/** `gradientTolerance`: of what goes back, where a ReLU near zero that rounding turns counts. */
export function furtherDifferences(
  { found, folded }: Further,
  theirs: z.infer<typeof furtherSchema>,
  loss: number,
  gradientTolerance: number,
): string[] {
  return [
    ...apart('features', found.features, theirs.features),
    ...apart('nearest images', found.nearest, theirs.nearest),
    ...apart('linear probe', [found.probe], [theirs.probe]),
    ...apart('likely wrong labels', found.issues, theirs.issues),
    ...apart('maps of an image', found.maps, theirs.maps),
    ...apart('votes of paths', found.votes, theirs.votes),
    ...apart('gradients along paths', found.paths, theirs.paths, gradientTolerance),
    ...apart('loss with BN folded', [folded], [loss]),
  ]
}
