/** How much work an analysis is, in images that go forward through the network once; back through it counts as twice that. Pure. */
import type { AnalysisKind, OptionsOf } from './analyses.ts'

export interface Counted {
  /** Images of the split. */
  readonly images: number
  /** Blocks that can be left out. */
  readonly blocks: number
}

const backAndForth = 3

const passes: { readonly [Kind in AnalysisKind]: (options: OptionsOf<Kind>, of: Counted) => number } = {
  predictions: looked,
  responses: (options, of) => 2 * looked(options, of),
  lesions: (options, of) => {
    const several = options.draws * (Math.min(options.most, of.blocks) + options.most)
    return (1 + of.blocks + several) * looked(options, of)
  },
  // With the weights of the beginning, and with those of the checkpoint.
  gradients: (options, of) => 2 * backAndForth * looked(options, of),
  surface: (options, of) => options.over.points ** (options.over.kind === 'plane' ? 2 : 1) * looked(options, of),
}

export function passesOf<Kind extends AnalysisKind>(kind: Kind, options: OptionsOf<Kind>, of: Counted): number {
  return passes[kind](options, of)
}

/** How many images are looked at. */
function looked({ images }: { readonly images: number | null }, { images: all }: Counted): number {
  return Math.min(images ?? all, all)
}
