/** n of a net of 6n + 2 layers: as many blocks in each of its three stages (He et al. 2016, section 4.2). */
import { z } from 'zod'
import type { Architecture } from '../architecture.ts'
import { countsOf } from '../counts.ts'
import { stageFields } from '../fields.ts'
import type { ChangeRule } from './change-rule.ts'

const mostBlocks = 1024
const schema = z.strictObject({ kind: z.literal('family-depth'), n: stageFields.blocks })

type FamilyDepth = z.infer<typeof schema>

export const familyDepth = {
  schema,
  label: 'Depth, 6n + 2',
  note: 'n blocks in every stage',
  decides: 'blocks',
  offered: [3, 5, 7, 9, 18].map((n): FamilyDepth => ({ kind: 'family-depth', n })),
  field: {
    kind: 'number',
    caption: 'n',
    min: 1,
    max: mostBlocks,
    value: ({ n }) => n,
    change: (n) => ({ kind: 'family-depth', n }),
  },
  words: ({ n }) => `n = ${n}`,
  apply(base, { n }) {
    if (isOfFamily(base)) return { architecture: withBlocks(base, n), unfollowed: [] }
    const message = `n = ${n} is for nets of 6n + 2 layers, of three stages of blocks of two layers, which the base is not.`
    return { architecture: base, unfollowed: [{ place: 'file', field: 'blocks', message }] }
  },
} satisfies ChangeRule<FamilyDepth>

/** With one block a stage it has 6 + 2 layers. Of a base with errors that is not known: it is taken at its word. */
function isOfFamily(base: Architecture): boolean {
  if (base.stages.length !== 3 || base.stem === null) return false
  const counts = countsOf(withBlocks(base, 1))
  return counts === null || counts.depth === 8
}

function withBlocks(base: Architecture, blocks: number): Architecture {
  return { ...base, stages: base.stages.map((stage) => ({ ...stage, blocks })) }
}
