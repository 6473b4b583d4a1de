/** Error without blocks, each alone and several at once, and with blocks that changed places: nets of residual blocks as ensembles of paths. */
import { z } from 'zod'
import type { AnalysisRule } from '../analysis.ts'
import { figure } from './figure.ts'
import { imageOptions } from './image-options.ts'

/** Error as a fraction from 0 to 1, loss in nats. */
const errorAndLoss = { error: z.number(), loss: figure }

export const lesions = {
  title: 'Lesions',
  answers: 'What is lost without one block, without several, and with blocks in another order.',
  source: 'Veit et al. 2016, sections 4.1 to 4.3',
  options: z.strictObject({
    ...imageOptions,
    /** Draws for each number of blocks, and of pairs. */
    draws: z.number().int().min(0).max(100).default(5),
    /** The most blocks left out at once, and the most pairs. */
    most: z.number().int().min(0).max(1000).default(10),
  }),
  result: z.strictObject({
    /** With all blocks. */
    whole: z.strictObject(errorAndLoss),
    /** Each block left out alone, from the input on. */
    alone: z.array(z.strictObject({ name: z.string(), depth: z.number(), isResidual: z.boolean(), ...errorAndLoss })),
    /** Several left out at once, an entry a draw. */
    together: z.array(z.strictObject({ blocks: z.array(z.string()), ...errorAndLoss })),
    /** So many pairs of blocks that changed places, an entry a draw; tau is Kendall's, between the order as it was and as it is. */
    swapped: z.array(z.strictObject({ pairs: z.number(), tau: z.number(), ...errorAndLoss })),
  }),
} satisfies AnalysisRule
