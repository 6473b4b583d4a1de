/** What belongs to a design as a whole, beside its image, stem, stages and head: as data, for inspector, tables and differences. */
import { initializations, type Initialization } from '../graph/initialization.ts'
import type { Architecture } from './architecture.ts'
import { levelsSchema } from './outer-shortcuts.ts'
import type { PartField } from './part-field.ts'

const initializationLabels: Readonly<Record<Initialization, string>> = {
  'he-fan-in': 'He, fan-in',
  'he-fan-out': 'He, fan-out',
  glorot: 'Glorot',
  lecun: 'LeCun',
  'normal-0.01': 'N(0, 0.01²)',
  orthogonal: 'orthogonal',
}

export const designFields: readonly PartField<Architecture>[] = [
  {
    kind: 'choice',
    field: 'initialization',
    caption: 'Initialization',
    usual: 'he-fan-in',
    choices: () => initializations.map((value) => ({ value, label: initializationLabels[value] })),
    value: ({ initialization }) => initialization,
    change: (value) => ({ initialization: initializations.find((one) => one === value) ?? 'he-fan-in' }),
  },
  {
    kind: 'choice',
    field: 'levels',
    caption: 'Shortcuts around',
    usual: '1',
    choices: () => [
      { value: '1', label: 'blocks' },
      { value: '2', label: '+ net', title: 'all stages too: RoR-2' },
      { value: '3', label: '+ stages', title: 'each stage and all of them: RoR-3' },
    ],
    value: ({ levels }) => String(levels),
    change: (value) => ({ levels: levelsSchema.parse(Number(value)) }),
    note: ({ levels }) => (levels === 1 ? '' : `residual network of residual networks, RoR-${levels}`),
  },
]
