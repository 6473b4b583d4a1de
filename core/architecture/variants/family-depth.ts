/** n of a net of 6n + 2 layers: as many blocks in each of its three stages (He et al. 2016, section 4.2). */
import { z } from 'zod'
import type { Architecture } from '../architecture.ts'
import { familyDepthOf } from '../family.ts'
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
  form: 'n=NUMBER',
  read: (text) => schema.safeParse({ kind: 'family-depth', n: Number(/^n=(\d+)$/.exec(text)?.[1]) }).data ?? null,
  words: ({ n }) => `n = ${n}`,
  apply(base, { n }) {
    // With as many blocks in each stage it is of the family, whatever they are now.
    if (familyDepthOf(withBlocks(base, n)) !== null) return { architecture: withBlocks(base, n), unfollowed: [] }
    const message = 'The base is no net of 6n + 2 layers: those have three stages of blocks of two layers.'
    return { architecture: base, unfollowed: [{ place: 'file', field: 'blocks', message }] }
  },
} satisfies ChangeRule<FamilyDepth>

function withBlocks(base: Architecture, blocks: number): Architecture {
  return { ...base, stages: base.stages.map((stage) => ({ ...stage, blocks })) }
}
