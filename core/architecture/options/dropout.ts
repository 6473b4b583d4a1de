/** Dropout as an option of stages and heads: its schema, its field and its layer (Srivastava et al. 2014). */
import { z } from 'zod'
import type { PartField } from '../part-field.ts'
import { layer, type Step } from '../steps.ts'

const most = 0.95

/** Share of numbers left out. */
export const dropoutSchema = z.number().min(0).max(most)

export function dropoutField<P extends { readonly dropout: number }>(note: string): PartField<P & { readonly dropout: number }> {
  return {
    kind: 'number',
    field: 'dropout',
    caption: 'Dropout',
    usual: 0,
    min: 0,
    max: most,
    decimals: 2,
    value: ({ dropout }) => dropout,
    change: (dropout) => ({ dropout }) as Partial<P & { readonly dropout: number }>,
    note: ({ dropout }) => (dropout === 0 ? '' : note),
  }
}

export function dropoutSteps(rate: number, name: string): Step[] {
  return rate === 0 ? [] : [layer('dropout', name, { rate })]
}
