/** Squeeze-and-excitation as an option of residual blocks: channels weighed by what the whole map shows (Hu et al. 2018, figure 3). */
import { count } from '../fields.ts'
import type { PartField } from '../part-field.ts'
import { layer, type Step } from '../steps.ts'

const mostReduction = 256
const usual = 16

/** Null without; else by how much the channels are reduced between the two layers. */
export const squeezeSchema = count(mostReduction).nullable()

interface Squeezed {
  readonly squeeze: number | null
}

export function squeezeFields<S extends Squeezed>(): PartField<S & Squeezed>[] {
  return [
    {
      kind: 'choice',
      field: 'squeeze',
      caption: 'Squeeze-and-excitation',
      usual: 'no',
      choices: () => [
        { value: 'no', label: 'none' },
        { value: 'yes', label: 'SE', title: 'weighs channels by what the whole map shows' },
      ],
      value: ({ squeeze }) => (squeeze === null ? 'no' : 'yes'),
      change: (value, { squeeze }) => ({ squeeze: value === 'yes' ? (squeeze ?? usual) : null }) as Partial<S>,
    },
    {
      kind: 'number',
      field: 'squeeze',
      caption: 'SE reduction',
      min: 1,
      max: mostReduction,
      applies: ({ squeeze }) => squeeze !== null,
      value: ({ squeeze }) => squeeze ?? usual,
      change: (squeeze) => ({ squeeze }) as Partial<S>,
    },
  ]
}

/** `width`: channels of the map. */
export function squeezeSteps(reduction: number | null, width: number): Step[] {
  if (reduction === null) return []
  return [
    {
      branches: [
        { branch: 'main', steps: [] },
        {
          branch: 'gate',
          steps: [
            layer('globalAveragePool', 'se.pool', {}),
            layer('linear', 'se.fc1', { width: Math.max(1, Math.floor(width / reduction)) }),
            layer('relu', 'se.relu', {}),
            layer('linear', 'se.fc2', { width }),
            layer('sigmoid', 'se.sigmoid', {}),
          ],
        },
      ],
      merge: layer('product', 'se.scale', {}),
    },
  ]
}
