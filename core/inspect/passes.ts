/** How much work an analysis is, in images that go forward through the network once; back through it counts as twice that. Pure. */
import type { ImageOptions } from './analyses/image-options.ts'
import type { AnalysisKind, OptionsOf } from './analyses.ts'

export interface Counted {
  /** Images of each split. */
  readonly test: number
  readonly train: number
  /** Blocks that can be left out. */
  readonly blocks: number
}

const backAndForth = 3
const usualBatch = 128
/** One image is looked at among as many as are evaluated at once. */
const inABatch = 250
/** Images of all batches of one form on some threads, with their repeats. */
const timed = 2000

const passes: { readonly [Kind in AnalysisKind]: (options: OptionsOf<Kind>, of: Counted) => number } = {
  predictions: looked,
  responses: (options, of) => 2 * looked(options, of),
  // As many checkpoints as are usually kept.
  growth: (options, of) => 4 * looked(options, of),
  lesions: (options, of) => {
    const several = options.draws * (Math.min(options.most, of.blocks) + options.most)
    return (1 + of.blocks + several) * looked(options, of)
  },
  // A batch a path; then about four networks a draw.
  paths: (options, of) =>
    options.draws * (backAndForth * (of.blocks + 1) * Math.min(usualBatch, looked(options, of)) + 4 * looked(options, of)),
  // With the weights of the beginning, and with those of the checkpoint.
  gradients: (options, of) => 2 * backAndForth * looked(options, of),
  image: () => inABatch,
  duplicates: ({ images }, of) => of.train + fewer(images, of.test),
  features: looked,
  // As many test images at most as training images.
  linearProbe: ({ images }, of) => fewer(images, of.train) + fewer(images, of.test),
  // The error of each of three forms; about as many images again for each batch and number of threads.
  devices: (options, of) => 3 * (looked(options, of) + 2 * timed),
  surface: (options, of) => options.over.points ** (options.over.kind === 'plane' ? 2 : 1) * looked(options, of),
}

export function passesOf<Kind extends AnalysisKind>(kind: Kind, options: OptionsOf<Kind>, of: Counted): number {
  return passes[kind](options, of)
}

/** How many images are looked at. */
function looked({ images, split }: Pick<ImageOptions, 'images' | 'split'>, of: Counted): number {
  return fewer(images, of[split])
}

const fewer = (images: number | null, all: number): number => Math.min(images ?? all, all)
