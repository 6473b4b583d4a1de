/** Padding as an option of parts whose windows have none in the paper (its "V"): small maps need half of each kernel. */
import { z } from 'zod'
import type { PartField } from '../part-field.ts'
import type { WindowMend } from '../steps.ts'

export const paddingSchema = z.enum(['none', 'half'])

export type Padding = z.infer<typeof paddingSchema>

export function paddingField<P extends { readonly padding: Padding }>(applies?: (part: P) => boolean): PartField<P> {
  return {
    kind: 'choice',
    field: 'padding',
    caption: 'Padding',
    usual: 'none',
    ...(applies && { applies }),
    choices: () => [
      { value: 'none', label: 'none' },
      { value: 'half', label: 'half the kernel', title: 'every window fits, however small the map' },
    ],
    value: ({ padding }) => padding,
    change: (value) => ({ padding: paddingSchema.parse(value) }) as Partial<P>,
  }
}

/** With it every window fits. */
export const padded: WindowMend = { field: 'padding', label: 'Pad by half the kernel', value: 'half' satisfies Padding }
