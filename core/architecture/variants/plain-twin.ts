/** The same layers without shortcuts (He et al. 2016, section 3.3). */
import { z } from 'zod'
import { isResidual } from '../blocks.ts'
import { plainTwin as withoutShortcuts } from '../edit.ts'
import type { ChangeRule } from './change-rule.ts'

const schema = z.strictObject({ kind: z.literal('plain-twin') })

export const plainTwin = {
  schema,
  label: 'Plain twin',
  note: 'the same layers without shortcuts',
  decides: 'shortcut',
  offered: [{ kind: 'plain-twin' }],
  field: null,
  form: 'plain-twin',
  read: (text) => (text === 'plain-twin' ? { kind: 'plain-twin' } : null),
  words: () => 'plain twin',
  apply: (base) => ({
    architecture: withoutShortcuts(base),
    unfollowed: base.stages.some(isResidual)
      ? []
      : [{ place: 'file', field: 'shortcut', message: 'The base has no shortcuts to leave out.' }],
  }),
} satisfies ChangeRule<z.infer<typeof schema>>
