/**
 * 1×1 convolutions on the map, the last of which gives a map of scores for each class, and their average: without any fully connected layer (NIN,
 * Lin et al. 2014, section 3.2; SqueezeNet, Iandola et al. 2016, table 1). The maps of scores go through the activation too, as in both.
 */
import { z } from 'zod'
import { count, largestClasses } from '../fields.ts'
import { activationField, activationSchema, activationSteps } from '../options/activation.ts'
import { dropoutField, dropoutSchema, dropoutSteps } from '../options/dropout.ts'
import { normalizationFields, normalizationSchema } from '../options/normalization.ts'
import { convOnMap, onMapField, onMapProblems, onMapSchema, onMapSteps, onMapText } from '../options/on-map.ts'
import { keptFields } from '../part-words.ts'
import type { PartRule } from '../part-rule.ts'
import { layer, type Step } from '../steps.ts'

const schema = z.strictObject({
  kind: z.literal('conv'),
  onMap: onMapSchema.default([]),
  normalization: normalizationSchema.default('none'),
  activation: activationSchema.default('relu'),
  /** Of what goes into the last convolution. */
  dropout: dropoutSchema.default(0),
  classes: count(largestClasses),
})

type ConvHead = z.output<typeof schema>

export const conv = {
  schema,
  label: '1×1 convolution',
  note: 'then the average, as NIN',
  fields: [
    onMapField<ConvHead>(),
    ...normalizationFields<ConvHead>(true),
    activationField<ConvHead>('relu', 'Activation of the map'),
    dropoutField<ConvHead>('before the last convolution'),
  ],
  from: (other) => schema.parse({ kind: 'conv', classes: 10, ...keptFields(schema, other) }),
  besidePreActivation: () => 'a head of 1×1 convolutions begins with one, and has no normalization before it',
  steps(head): Step[] {
    const { onMap, activation, dropout, classes } = head
    return [
      ...(onMap.length === 0 ? [] : onMapSteps(head)),
      ...dropoutSteps(dropout, 'dropout'),
      convOnMap('conv', classes, true),
      ...activationSteps(activation, ''),
      layer('globalAveragePool', 'pool', {}),
    ]
  },
  problems: (head, { channels }) => (head.onMap.length === 0 ? [] : onMapProblems(head, channels)),
  describe: ({ onMap, dropout }) =>
    [...onMapText(onMap), ...(dropout === 0 ? [] : [`dropout ${dropout}`]), '1×1', 'average'].join(', '),
} satisfies PartRule<ConvHead>
