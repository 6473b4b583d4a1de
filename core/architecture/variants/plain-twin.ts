/** The same layers without shortcuts (He et al. 2016, section 3.3). */
import { z } from 'zod'
import type { Architecture } from '../architecture.ts'
import { blockRule, isResidual } from '../blocks.ts'
import { plainTwin as withoutShortcuts } from '../edit.ts'
import { placeName } from '../problem.ts'
import type { ChangeRule, Unfollowed } from './change-rule.ts'

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
  apply: (base) => ({ architecture: withoutShortcuts(base), unfollowed: [...noneProblems(base), ...connectedProblems(base)] }),
} satisfies ChangeRule<z.infer<typeof schema>>

function noneProblems({ levels, stages }: Architecture): Unfollowed[] {
  if (levels > 1 || stages.some(isResidual)) return []
  return [{ place: 'file', field: 'shortcut', message: 'The base has no shortcuts to leave out.' }]
}

/** Stages whose layers are connected in other ways than by shortcuts. */
function connectedProblems({ stages }: Architecture): Unfollowed[] {
  return stages.flatMap(({ kind }, place) => {
    const { label, notPlain } = blockRule(kind)
    if (notPlain === undefined) return []
    return [
      { place, field: 'kind', message: `${placeName(place)}: blocks of the kind ${label} have no plain twin: ${notPlain}.` },
    ]
  })
}
