/** Normalization and activation before each convolution (He et al. 2016b, figure 1b), in every stage whose kind has an order. */
import { z } from 'zod'
import type { ChangeRule } from './change-rule.ts'
import { withChoice } from './stage-choice.ts'

const schema = z.strictObject({ kind: z.literal('pre-activation') })

export const preActivation = {
  schema,
  label: 'Pre-activation',
  note: 'BN and ReLU before each convolution of a block; stem and head stay',
  decides: 'order',
  offered: [{ kind: 'pre-activation' }],
  field: null,
  form: 'pre-activation',
  read: (text) => (text === 'pre-activation' ? { kind: 'pre-activation' } : null),
  words: () => 'pre-activation',
  apply: (base) => withChoice(base, 'order', 'pre-activation', 'order of pre-activation'),
} satisfies ChangeRule<z.infer<typeof schema>>
