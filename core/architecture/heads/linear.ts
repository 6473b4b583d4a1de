/**
 * Features from the map by averaging it or flattening it, hidden fully connected layers with ReLU, and one that gives the class scores. Before
 * that, what is done with the map itself.
 */
import { z } from 'zod'
import { count, largestClasses } from '../fields.ts'
import { activationField, activationSchema } from '../options/activation.ts'
import { dropoutField, dropoutSchema, dropoutSteps } from '../options/dropout.ts'
import { normalizationFields, normalizationSchema } from '../options/normalization.ts'
import { onMapField, onMapProblems, onMapSchema, onMapSteps, onMapText } from '../options/on-map.ts'
import { keptFields } from '../part-words.ts'
import type { PartRule } from '../part-rule.ts'
import { layer, type Step } from '../steps.ts'

const mostHidden = 8
const widest = 65_536
const poolSchema = z.enum(['global-average', 'flatten'])
/** Before each hidden layer (AlexNet), or after its ReLU (VGG). Without hidden layers both stand before the last one. */
const dropoutAtSchema = z.enum(['before-hidden', 'after-hidden'])

const schema = z.strictObject({
  kind: z.literal('linear'),
  onMap: onMapSchema.default([]),
  normalization: normalizationSchema.default('none'),
  activation: activationSchema.default('identity'),
  pool: poolSchema,
  /** One learned number added to all features (Fixup, Zhang et al. 2019, section 3.2). */
  featureBias: z.boolean().default(false),
  hidden: z.array(count(widest)).max(mostHidden),
  dropout: dropoutSchema.default(0),
  dropoutAt: dropoutAtSchema.default('after-hidden'),
  /** Whether the last layer begins as nothing (Fixup, there). */
  zeroWeights: z.boolean().default(false),
  classes: count(largestClasses),
})

type LinearHead = z.output<typeof schema>

export const linear = {
  schema,
  label: 'Fully connected',
  note: '',
  fields: [
    onMapField<LinearHead>(),
    ...normalizationFields<LinearHead>(true),
    activationField<LinearHead>('identity', 'Activation of the map'),
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
      kind: 'choice',
      field: 'featureBias',
      caption: 'Scalar bias',
      label: 'Scalar bias on the features',
      usual: 'no',
      choices: () => [
        { value: 'no', label: 'none' },
        { value: 'yes', label: 'learned', title: 'one number added to all features, as Fixup' },
      ],
      value: ({ featureBias }) => (featureBias ? 'yes' : 'no'),
      change: (value) => ({ featureBias: value === 'yes' }),
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
    dropoutField<LinearHead>('at fully connected layers'),
    {
      kind: 'choice',
      field: 'dropoutAt',
      caption: 'Dropout at',
      usual: 'after-hidden',
      applies: ({ dropout, hidden }) => dropout > 0 && hidden.length > 0,
      choices: () => [
        { value: 'before-hidden', label: 'before hidden', title: 'what goes into each hidden layer, as AlexNet' },
        { value: 'after-hidden', label: 'after hidden', title: 'what comes out of each hidden layer, as VGG' },
      ],
      value: ({ dropoutAt }) => dropoutAt,
      change: (value) => ({ dropoutAt: dropoutAtSchema.parse(value) }),
    },
    {
      kind: 'choice',
      field: 'zeroWeights',
      caption: 'Last layer begins',
      usual: 'drawn',
      choices: () => [
        { value: 'drawn', label: 'drawn' },
        { value: 'zero', label: 'with 0', title: 'all scores are 0 at first, as Fixup' },
      ],
      value: ({ zeroWeights }) => (zeroWeights ? 'zero' : 'drawn'),
      change: (value) => ({ zeroWeights: value === 'zero' }),
    },
  ],
  from: (other) =>
    schema.parse({ kind: 'linear', pool: 'global-average', hidden: [], classes: 10, ...keptFields(schema, other) }),
  besidePreActivation: (head, { normalization, activation }) =>
    head.onMap.length === 0
      ? { ...head, normalization, activation }
      : 'its normalization stands after the 1×1 convolutions on the map, not before them',
  steps(head): Step[] {
    const { pool, featureBias, classes, zeroWeights } = head
    return [
      ...onMapSteps(head),
      pool === 'global-average' ? layer('globalAveragePool', 'pool', {}) : layer('flatten', 'flatten', {}),
      ...(featureBias ? [layer('bias', 'bias', { initial: 0 })] : []),
      ...hiddenSteps(head),
      layer('linear', 'fc', { width: classes, ...(zeroWeights && { initial: { kind: 'constant', value: 0 } as const }) }),
    ]
  },
  problems: (head, { channels }) => onMapProblems(head, channels),
  describe: ({ onMap, pool, hidden, dropout }) =>
    [
      ...onMapText(onMap),
      pool === 'flatten' ? 'flatten' : 'average',
      ...hidden.map((width) => counts.format(width)),
      ...(dropout === 0 ? [] : [`dropout ${dropout}`]),
    ].join(', '),
} satisfies PartRule<LinearHead>

/** The hidden layers with dropout at each, and the dropout before the last layer. */
function hiddenSteps({ hidden, dropout, dropoutAt }: LinearHead): Step[] {
  const isBefore = dropoutAt === 'before-hidden'
  const drop = (number: number): Step[] => dropoutSteps(dropout, `dropout${number}`)
  if (hidden.length === 0) return dropoutSteps(dropout, 'dropout')
  return hidden.flatMap((width, index) => {
    const number = index + 1
    return [
      ...(isBefore ? drop(number) : []),
      layer('linear', `fc${number}`, { width }),
      layer('relu', `relu${number}`, {}),
      ...(isBefore ? [] : drop(number)),
    ]
  })
}

const counts = new Intl.NumberFormat('en-US')
