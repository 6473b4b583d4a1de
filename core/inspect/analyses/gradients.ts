/** How large the gradient is by depth, and how much of it goes back through branches and shortcuts. */
import { z } from 'zod'
import type { AnalysisRule } from '../analysis.ts'
import { figure } from './figure.ts'
import { imageOptions } from './image-options.ts'

/** Norms: roots of mean squares over the batches. Loss in nats, error as a fraction from 0 to 1. */
const measured = z.strictObject({
  loss: figure,
  error: figure,
  /** Of the gradient by the weights of each layer, and by its response behind its BN; null for the last layer, whose response are the scores. */
  layers: z.array(z.strictObject({ name: z.string(), depth: z.number(), byWeights: figure, byResponse: figure })),
  /** Of what goes back to a residual block's input x, which is multiplied by 1 + ∂F/∂x: through the shortcut and through the branch F. */
  blocks: z.array(z.strictObject({ name: z.string(), depth: z.number(), branch: figure, shortcut: figure })),
})

export const gradients = {
  title: 'Gradients',
  answers: 'How large the gradient is by depth, before training and now, and how much goes back through branches and shortcuts.',
  source: 'Glorot & Bengio 2010, section 4.2; He et al. 2016b, equation 5',
  options: z.strictObject(imageOptions),
  result: z.strictObject({
    /** Images in each batch, over which BN takes its statistics. */
    batch: z.number().int(),
    /** With the weights that training began with, drawn by the seed of its recipe. */
    initial: measured,
    trained: measured,
  }),
} satisfies AnalysisRule
