/** A residual network as very many paths of different lengths: which of them the gradient takes, and what is left of a network that has fewer. */
import { z } from 'zod'
import type { AnalysisRule } from '../analysis.ts'
import { figure } from './figure.ts'
import { imageOptions } from './image-options.ts'

export const paths = {
  title: 'Paths',
  answers:
    'How many paths of each length there are, how much of the gradient each carries, and what a network says that is cut to some of its blocks.',
  source: 'Veit et al. 2016, sections 3, 4.3 and 5',
  options: z.strictObject({
    ...imageOptions,
    /** Paths drawn of each length, and networks cut to each number of blocks. */
    draws: z.number().int().min(1).max(1000).default(10),
  }),
  result: z.strictObject({
    /** Residual blocks: 2 to the power of them is the number of paths. */
    blocks: z.number().int(),
    /** From that around all blocks to that through all. */
    lengths: z.array(
      z.strictObject({
        length: z.number().int(),
        /** Of all paths. */
        share: z.number(),
        /** Norm of the gradient by the images along one path of this length: mean and standard deviation over those drawn. */
        gradient: figure,
        std: figure,
        /** Of what all paths carry: share times gradient, so that all are 1 together. */
        carried: figure,
      }),
    ),
    /** The fewest neighbouring lengths that carry 95 % of it, and their share of all paths; null where nothing comes back. */
    effective: z
      .strictObject({ from: z.number().int(), to: z.number().int(), carried: z.number(), share: z.number() })
      .nullable(),
    /** Error with all blocks, and with so many drawn ones alone: each network, and all of them as one by the mean of probabilities and by majority vote. */
    whole: z.number(),
    cut: z.array(z.strictObject({ kept: z.number().int(), errors: z.array(z.number()), mean: z.number(), vote: z.number() })),
  }),
} satisfies AnalysisRule
