/** How large the responses of layers are, and what a branch adds to its block's input. */
import { z } from 'zod'
import type { AnalysisRule } from '../analysis.ts'
import { figure } from './figure.ts'
import { imageOptions } from './image-options.ts'

export const responses = {
  title: 'Responses',
  answers: 'How much each layer’s response deviates, and how much each branch adds to what goes past it.',
  source: 'He et al. 2016, section 4.2, figure 7',
  options: z.strictObject(imageOptions),
  result: z.strictObject({
    /** Of each layer with weights but the last, behind its BN: over images, pixels and channels. */
    layers: z.array(
      z.strictObject({
        name: z.string(),
        depth: z.number(),
        /** Side of its window, for the 3×3 layers of the figure; null for one that has none, or whose sides differ. */
        kernel: z.number().nullable(),
        std: figure,
        mean: figure,
      }),
    ),
    /** Of each residual block: ‖F(x)‖ ÷ ‖x‖ over all images; null where x is zero too. */
    blocks: z.array(z.strictObject({ name: z.string(), depth: z.number(), share: figure })),
  }),
} satisfies AnalysisRule
