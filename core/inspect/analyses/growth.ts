/** How much each branch adds to what goes past it, over the training of a network. */
import { z } from 'zod'
import type { AnalysisRule } from '../analysis.ts'
import { figure } from './figure.ts'
import { imageOptions } from './image-options.ts'

export const growth = {
  title: 'Branches over training',
  answers: 'How much each branch adds to what goes past it, at each checkpoint that is kept.',
  source: 'He et al. 2016, section 4.2',
  options: z.strictObject(imageOptions),
  result: z.strictObject({
    /** Of each residual block. */
    blocks: z.array(z.strictObject({ name: z.string(), depth: z.number() })),
    /** Of each checkpoint up to the one that is asked of, ‖F(x)‖ ÷ ‖x‖ over all images, in the order of the blocks. */
    steps: z.array(z.strictObject({ step: z.number().int(), shares: z.array(figure) })),
  }),
} satisfies AnalysisRule
