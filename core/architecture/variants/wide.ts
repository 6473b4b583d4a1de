/** Every stage's width times k (Zagoruyko & Komodakis 2016, table 1: the stem keeps its own). */
import { z } from 'zod'
import { largestWidth } from '../limits.ts'
import { placeName } from '../problem.ts'
import type { ChangeRule, Unfollowed } from './change-rule.ts'

const mostWide = 64
const schema = z.strictObject({ kind: z.literal('wide'), k: z.number().int().min(2).max(mostWide) })

type Wide = z.infer<typeof schema>

export const wide = {
  schema,
  label: 'Wide',
  note: "every stage's width times k; the stem keeps its own",
  decides: 'width',
  offered: [2, 4, 8].map((k): Wide => ({ kind: 'wide', k })),
  field: {
    kind: 'number',
    caption: 'k',
    min: 2,
    max: mostWide,
    value: ({ k }) => k,
    change: (k) => ({ kind: 'wide', k }),
  },
  form: 'wide=NUMBER',
  read: (text) => schema.safeParse({ kind: 'wide', k: Number(/^wide=(\d+)$/.exec(text)?.[1]) }).data ?? null,
  words: ({ k }) => `×${k} wide`,
  apply(base, { k }) {
    const unfollowed: Unfollowed[] = []
    const stages = base.stages.map((stage, index) => {
      const width = stage.width * k
      if (width <= largestWidth) return { ...stage, width }
      const most = numbers.format(largestWidth)
      const message = `${placeName(index)}: width ${numbers.format(stage.width)} × ${k} is more than the ${most} that a layer can have.`
      unfollowed.push({ place: index, field: 'width', message })
      return stage
    })
    if (stages.length === 0) unfollowed.push({ place: 'file', field: 'width', message: 'The base has no stages.' })
    return { architecture: { ...base, stages }, unfollowed }
  },
} satisfies ChangeRule<Wide>

const numbers = new Intl.NumberFormat('en-US')
