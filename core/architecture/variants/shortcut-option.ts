/** One option for all shortcuts (He et al. 2016, section 4.1, table 3): A pads with zeros, B projects where shapes change, C always. */
import { z } from 'zod'
import type { ChangeRule } from './change-rule.ts'
import { withChoice } from './stage-choice.ts'

const optionSchema = z.enum(['A', 'B', 'C'])
const schema = z.strictObject({ kind: z.literal('shortcut-option'), option: optionSchema })

type ShortcutOption = z.infer<typeof schema>

export const shortcutOption = {
  schema,
  label: 'Shortcut option',
  note: 'A: zero padding, B: 1×1 where shape changes, C: 1×1 in every block',
  decides: 'shortcut',
  offered: optionSchema.options.map((option): ShortcutOption => ({ kind: 'shortcut-option', option })),
  field: {
    kind: 'choice',
    caption: 'Shortcut',
    choices: [
      { value: 'A', label: 'A', title: 'zero padding where it widens' },
      { value: 'B', label: 'B', title: '1×1 where shape changes' },
      { value: 'C', label: 'C', title: '1×1 in every block' },
    ],
    value: ({ option }) => option,
    change: (value) => ({ kind: 'shortcut-option', option: optionSchema.parse(value) }),
  },
  form: 'option=A, option=B, option=C',
  read(text) {
    const option = optionSchema.safeParse(/^option=(.)$/i.exec(text)?.[1]?.toUpperCase())
    return option.success ? { kind: 'shortcut-option', option: option.data } : null
  },
  words: ({ option }) => `option ${option}`,
  apply: (base, { option }) => withChoice(base, 'shortcut', option, `shortcut option ${option}`),
} satisfies ChangeRule<ShortcutOption>
