/**
 * The residual units of Inception-ResNet-v2 (Szegedy et al. 2017, figures 16, 17 and 19; channels as in the authors' released network): ways side by side,
 * a 1×1 convolution with bias back to the map's channels, times a constant, added to what came in.
 */
import { z } from 'zod'
import { stageFields } from '../fields.ts'
import { activationLabel, activationSteps, activationText } from '../options/activation.ts'
import { normalizationProblems, normalizationText } from '../options/normalization.ts'
import type { Problem } from '../problem.ts'
import { layer } from '../steps.ts'
import type { BlockRule } from './block-rule.ts'
import { publishedChannels, unitFields, unitOptions, unitProblems, waysFork, type Way } from './inception-ways.ts'
import { shortcutField, shortcutSchema, shortcutSteps } from './shortcut.ts'

const unitSchema = z.enum(['A', 'B', 'C'])

type Unit = z.infer<typeof unitSchema>

const units: Readonly<Record<Unit, { readonly kernels: string; readonly scale: number; readonly ways: readonly Way[] }>> = {
  A: {
    kernels: '1×1; 3×3; 3×3, 3×3',
    scale: 0.17,
    ways: [
      [[1, 32]],
      [
        [1, 32],
        [3, 32],
      ],
      [
        [1, 32],
        [3, 48],
        [3, 64],
      ],
    ],
  },
  B: {
    kernels: '1×1; 1×7, 7×1',
    scale: 0.1,
    ways: [
      [[1, 192]],
      [
        [1, 128],
        [[1, 7], 160],
        [[7, 1], 192],
      ],
    ],
  },
  C: {
    kernels: '1×1; 1×3, 3×1',
    scale: 0.2,
    ways: [
      [[1, 192]],
      [
        [1, 192],
        [[1, 3], 224],
        [[3, 1], 256],
      ],
    ],
  },
}

const schema = z.strictObject({
  kind: z.literal('inception-resnet'),
  ...stageFields,
  unit: unitSchema,
  /** What the branch is multiplied by: 0.1 to 0.3 keep wide nets stable (section 3.3). */
  scale: z.number().min(0.01).max(1),
  shortcut: shortcutSchema.default('B'),
  /** Whether the activation follows the sum: not in the very last unit of the released network. */
  relu: z.boolean().default(true),
  ...unitOptions,
})

type InceptionResnetStage = z.output<typeof schema>

export const inceptionResnet = {
  schema,
  label: 'Inception-ResNet',
  note: 'ways side by side, scaled and added',
  word: 'Inception',
  widthCaption: 'Base width',
  fields: [
    {
      kind: 'choice',
      field: 'unit',
      caption: 'Unit',
      choices: () => unitSchema.options.map((value) => ({ value, label: value, title: units[value].kernels })),
      value: ({ unit }) => unit,
      // A published scale becomes the other unit's, any other stays.
      change(value, { unit, scale }) {
        const to = unitSchema.parse(value)
        return { unit: to, scale: scale === units[unit].scale ? units[to].scale : scale }
      },
      note: ({ unit }) => units[unit].kernels,
    },
    {
      kind: 'number',
      field: 'scale',
      caption: 'Scale',
      label: 'Scale of the branch',
      min: 0.01,
      max: 1,
      decimals: 2,
      value: ({ scale }) => scale,
      change: (scale) => ({ scale }),
    },
    shortcutField<InceptionResnetStage>(),
    {
      kind: 'choice',
      field: 'relu',
      caption: 'After the sum',
      usual: 'relu',
      choices: ({ activation }) => [
        { value: 'relu', label: activationLabel(activation) },
        { value: 'nothing', label: 'nothing' },
      ],
      value: ({ relu }) => (relu ? 'relu' : 'nothing'),
      change: (value) => ({ relu: value === 'relu' }),
    },
    ...unitFields<InceptionResnetStage>(),
  ],
  from: ({ blocks, width, stride }, shortcut) =>
    schema.parse({ kind: 'inception-resnet', blocks, width, stride, unit: 'A', scale: units.A.scale, shortcut }),
  plain: (stage) => ({ ...stage, shortcut: 'none' }),
  shortcut: ({ shortcut }) => shortcut,
  problems: (stage, { index, map }) => [
    ...unitProblems(stage, index, publishedChannels(units[stage.unit].ways)),
    ...projectionProblems(stage, index, map.channels),
  ],
  block(stage, site) {
    const { unit, scale, shortcut, relu, normalization, activation } = stage
    const { channels } = site.map
    const branch = [
      waysFork(units[unit].ways, stage, { stride: site.stride, padding: 'half' }),
      layer('conv', 'conv', { kernel: 1, width: channels, stride: 1, padding: 0, bias: true }),
      ...(scale === 1 ? [] : [layer('scale', 'scale', { factor: scale })]),
    ]
    const end = relu && !site.meetsOuter ? activationSteps(activation, '') : []
    if (shortcut === 'none') return [...branch, ...end]
    const beside = shortcutSteps({ shortcut, projection: 'normalized', normalization }, channels, site)
    return [
      {
        branches: [
          { branch: 'main', steps: branch },
          { branch: 'shortcut', steps: beside },
        ],
        merge: layer('add', 'add', {}),
      },
      ...end,
    ]
  },
  describe: ({ unit, scale, relu, normalization, activation }) =>
    [
      `Inception-ResNet-${unit}, ×${scale}`,
      normalizationText(normalization),
      activationText(activation),
      relu ? '' : ', nothing after the sum',
    ].join(''),
} satisfies BlockRule<InceptionResnetStage>

/** Where shortcuts are projections, they are normalised too. */
function projectionProblems(
  { shortcut, stride, normalization }: InceptionResnetStage,
  index: number,
  channels: number,
): Problem[] {
  const isProjected = shortcut === 'C' || (shortcut === 'B' && stride > 1)
  return isProjected ? normalizationProblems(normalization, index, channels) : []
}
