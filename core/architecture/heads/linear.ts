/** Features from the map by averaging it or flattening it, hidden fully connected layers with ReLU, and one that gives the class scores. */
import { z } from 'zod'
import { count, largestClasses } from '../fields.ts'
import { keptFields } from '../part-words.ts'
import type { PartRule } from '../part-rule.ts'
import { layer, type Step } from '../steps.ts'

const mostHidden = 8
const widest = 65_536
const poolSchema = z.enum(['global-average', 'flatten'])

const schema = z.strictObject({
  kind: z.literal('linear'),
  pool: poolSchema,
  hidden: z.array(count(widest)).max(mostHidden),
  classes: count(largestClasses),
})

type LinearHead = z.infer<typeof schema>

export const linear = {
  schema,
  label: 'Fully connected',
  note: '',
  fields: [
    {
      kind: 'choice',
      field: 'pool',
      caption: 'Features',
      choices: () => [
        { value: 'global-average', label: 'average', title: 'Average over the whole map' },
        { value: 'flatten', label: 'flatten', title: 'Every value of the map is a feature' },
      ],
      value: ({ pool }) => pool,
      change: (value) => ({ pool: poolSchema.parse(value) }),
    },
    {
      kind: 'numbers',
      field: 'hidden',
      caption: 'Hidden layers',
      most: mostHidden,
      max: widest,
      value: ({ hidden }) => hidden,
      change: (hidden) => ({ hidden }),
      note: () => 'widths with commas; empty for none',
    },
  ],
  from: (other) => ({ kind: 'linear', pool: 'global-average', hidden: [], classes: 10, ...keptFields(schema, other) }),
  steps({ pool, hidden, classes }): Step[] {
    return [
      pool === 'global-average' ? layer('globalAveragePool', 'pool', {}) : layer('flatten', 'flatten', {}),
      ...hidden.flatMap((width, index) => [layer('linear', `fc${index + 1}`, { width }), layer('relu', `relu${index + 1}`, {})]),
      layer('linear', 'fc', { width: classes }),
    ]
  },
  problems: () => [],
  describe: ({ pool, hidden }) =>
    [pool === 'flatten' ? 'flatten' : 'average', ...hidden.map((width) => counts.format(width))].join(', '),
} satisfies PartRule<LinearHead>

const counts = new Intl.NumberFormat('en-US')
