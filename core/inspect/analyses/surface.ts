/** The loss around a trained network, and between two of its checkpoints. */
import { z } from 'zod'
import type { AnalysisRule } from '../analysis.ts'
import { figure } from './figure.ts'
import { imageOptions } from './image-options.ts'

/** Points on an axis: an odd number of them has one in the middle. */
const points = z.number().int().min(2).max(401).default(21)
/** How far to go on both sides of the network; 1 is as far as its filters are long. */
const span = z.number().positive().max(100).default(1)

export const surface = {
  title: 'Loss surface',
  answers: 'How the loss changes around the network along random directions, or on the way to another checkpoint.',
  source: 'Li et al. 2018, sections 4 and 5; Goodfellow et al. 2015',
  options: z.strictObject({
    ...imageOptions,
    over: z.discriminatedUnion('kind', [
      /** Along one direction, which the seed draws. */
      z.strictObject({ kind: z.literal('line'), points, span }),
      /** Along two. */
      z.strictObject({ kind: z.literal('plane'), points, span }),
      /** From this checkpoint, 0, to that of another step, 1, and half as far beyond each. */
      z.strictObject({ kind: z.literal('between'), points, step: z.number().int().min(0) }),
    ]),
  }),
  result: z.strictObject({
    /** Where the points lie on an axis; a plane has the same on both. */
    positions: z.array(z.number()),
    /** A row for each position on the second axis, and one for a line. Loss in nats, error as a fraction from 0 to 1. */
    rows: z.array(z.array(z.strictObject({ loss: figure, error: z.number() }))),
  }),
} satisfies AnalysisRule
