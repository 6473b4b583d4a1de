/**
 * What happens on the shortcut, whatever option gives it its shape (He et al. 2016b, table 1): nothing, a constant, a gate, dropout. 1×1
 * convolutions are option C.
 */
import { z } from 'zod'
import { dropoutSteps } from '../options/dropout.ts'
import type { PartField } from '../part-field.ts'
import { layer, type ForkBranch, type LayerStep, type Step } from '../steps.ts'

const gateSchema = z.enum(['exclusive', 'shortcut-only'])

export const aroundSchema = z.union([
  z.literal('identity'),
  /** The shortcut times one number, the branch times another. */
  z.strictObject({ shortcut: z.number().min(0).max(1), branch: z.number().min(0).max(1) }),
  /** g(x) = σ(Wx + b): the branch times g and the shortcut times 1 − g, or the shortcut alone. `bias`: what b begins with. */
  z.strictObject({ gate: gateSchema, bias: z.number().min(-10).max(10) }),
  z.strictObject({ dropout: z.number().min(0.05).max(0.95) }),
])

export type Around = z.infer<typeof aroundSchema>

interface Surrounded {
  readonly around: Around
}

const usual = {
  identity: 'identity',
  scaling: { shortcut: 0.5, branch: 0.5 },
  exclusive: { gate: 'exclusive', bias: -6 },
  'shortcut-only': { gate: 'shortcut-only', bias: 0 },
  dropout: { dropout: 0.5 },
} as const satisfies Record<string, Around>

type Way = keyof typeof usual

const labels: Readonly<Record<Way, string>> = {
  identity: 'identity',
  scaling: 'constant scaling',
  exclusive: 'exclusive gate',
  'shortcut-only': 'shortcut-only gate',
  dropout: 'dropout',
}

function wayOf(around: Around): Way {
  if (around === 'identity') return 'identity'
  if ('gate' in around) return around.gate
  return 'dropout' in around ? 'dropout' : 'scaling'
}

/** `applies`: whether there is a shortcut at all. */
export function aroundFields<S extends Surrounded>(applies: (stage: S) => boolean): PartField<S & Surrounded>[] {
  const set = (around: Around): Partial<S & Surrounded> => ({ around }) as Partial<S & Surrounded>
  const number = (
    caption: string,
    [min, max]: readonly [number, number],
    value: (around: Around) => number | null,
    change: (value: number, around: Around) => Around,
  ): PartField<S & Surrounded> => ({
    kind: 'number',
    field: 'around',
    caption,
    min,
    max,
    decimals: 2,
    applies: (stage) => applies(stage) && value(stage.around) !== null,
    value: ({ around }) => value(around) ?? 0,
    change: (typed, { around }) => set(change(typed, around)),
  })
  return [
    {
      kind: 'choice',
      field: 'around',
      caption: 'On the shortcut',
      usual: 'identity',
      applies,
      choices: () => Object.entries(labels).map(([value, label]) => ({ value, label })),
      value: ({ around }) => wayOf(around),
      change: (value) => set(usual[value as Way]),
    },
    number(
      'Shortcut times',
      [0, 1],
      (around) => (around !== 'identity' && 'shortcut' in around ? around.shortcut : null),
      (shortcut, around) => ({ ...usual.scaling, ...(around !== 'identity' && 'branch' in around && around), shortcut }),
    ),
    number(
      'Branch times',
      [0, 1],
      (around) => (around !== 'identity' && 'branch' in around ? around.branch : null),
      (branch, around) => ({ ...usual.scaling, ...(around !== 'identity' && 'shortcut' in around && around), branch }),
    ),
    number(
      'Bias of the gate',
      [-10, 10],
      (around) => (around !== 'identity' && 'gate' in around ? around.bias : null),
      (bias, around) => ({ gate: around !== 'identity' && 'gate' in around ? around.gate : 'exclusive', bias }),
    ),
    number(
      'Dropout on it',
      [0.05, 0.95],
      (around) => (around !== 'identity' && 'dropout' in around ? around.dropout : null),
      (dropout) => ({ dropout }),
    ),
  ]
}

/** `, exclusive gate`: empty for the identity. */
export function aroundText(around: Around): string {
  return around === 'identity' ? '' : `, ${labels[wayOf(around)]}`
}

/** Branch, gate and shortcut with what happens on them, and where they meet. `width` and `stride` are the branch's. */
export function surrounded(
  around: Around,
  branch: readonly Step[],
  shortcut: readonly Step[],
  { width, stride }: { readonly width: number; readonly stride: number },
): { readonly branches: readonly ForkBranch[]; readonly merge: LayerStep } {
  const add = layer('add', 'add', {})
  const main = { branch: 'main', steps: branch } as const
  const beside = (steps: readonly Step[]): ForkBranch => ({ branch: 'shortcut', steps })
  if (around === 'identity') return { branches: [main, beside(shortcut)], merge: add }
  if ('dropout' in around) {
    return { branches: [main, beside([...shortcut, ...dropoutSteps(around.dropout, 'shortcut.dropout')])], merge: add }
  }
  if ('gate' in around) {
    const gate: ForkBranch = {
      branch: 'gate',
      steps: [
        layer('conv', 'gate.conv', { kernel: 1, width, stride, padding: 0, bias: true, initialBias: around.bias }),
        layer('sigmoid', 'gate.sigmoid', {}),
      ],
    }
    const of = around.gate === 'exclusive' ? 'both' : 'shortcut'
    return { branches: [main, gate, beside(shortcut)], merge: layer('gate', 'add', { of }) }
  }
  return {
    branches: [
      { branch: 'main', steps: [...branch, layer('scale', 'scale', { factor: around.branch })] },
      beside([...shortcut, layer('scale', 'shortcut.scale', { factor: around.shortcut })]),
    ],
    merge: add,
  }
}
