/** The activation as an option of stems, stages and heads: its schema, its field and its layer. */
import { z } from 'zod'
import type { PartField } from '../part-field.ts'
import { layer, type Step } from '../steps.ts'

export const activationSchema = z.enum(['relu', 'leaky-relu', 'prelu', 'elu', 'silu', 'gelu', 'sigmoid', 'identity'])

export type Activation = z.infer<typeof activationSchema>

interface Activated {
  readonly activation: Activation
}

const labels: Readonly<Record<Activation, string>> = {
  relu: 'ReLU',
  'leaky-relu': 'leaky ReLU',
  prelu: 'PReLU',
  elu: 'ELU',
  silu: 'SiLU',
  gelu: 'GELU',
  sigmoid: 'sigmoid',
  identity: 'identity',
}

/** `label`: of a head, where the caption alone does not tell what is activated. */
export function activationField<P extends Activated>(usual: Activation = 'relu', label?: string): PartField<P & Activated> {
  return {
    kind: 'choice',
    field: 'activation',
    caption: 'Activation',
    usual,
    ...(label !== undefined && { label }),
    choices: () => activationSchema.options.map((value) => ({ value, label: labels[value] })),
    value: ({ activation }) => activation,
    change: (value) => ({ activation: activationSchema.parse(value) }) as Partial<P & Activated>,
  }
}

/** The layer, called `relu` for ReLU and `act` for others, and what follows: `relu1`. None for the identity. */
export function activationSteps(activation: Activation, ending: string): Step[] {
  const name = `act${ending}`
  switch (activation) {
    case 'relu':
      return [layer('relu', `relu${ending}`, {})]
    case 'leaky-relu':
      return [layer('leakyRelu', name, { slope: 0.01 })]
    case 'prelu':
      return [layer('prelu', name, {})]
    case 'elu':
      return [layer('elu', name, {})]
    case 'silu':
      return [layer('silu', name, {})]
    case 'gelu':
      return [layer('gelu', name, {})]
    case 'sigmoid':
      return [layer('sigmoid', name, {})]
    case 'identity':
      return []
  }
}

/** `leaky ReLU` */
export function activationLabel(activation: Activation): string {
  return labels[activation]
}

/** `, GELU`: empty for ReLU, which is usual. */
export function activationText(activation: Activation): string {
  return activation === 'relu' ? '' : `, ${labels[activation]}`
}
