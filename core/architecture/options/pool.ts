/** Max-pooling at the end of a stem or stage as an option: its schema, its fields and its layer. */
import { z } from 'zod'
import { count } from '../fields.ts'
import { paddingOf } from '../map-size.ts'
import type { PartField } from '../part-field.ts'
import { layer, type LayerStep, type WindowMend } from '../steps.ts'

/**
 * 3×3 max-pooling with stride 2, as in ImageNet's stem, or 2×2 at the end of VGG's stages. Padded by half its kernel unless it is said
 * otherwise: AlexNet's has no padding.
 */
export const poolSchema = z.strictObject({
  kernel: count(16),
  stride: count(16),
  padding: z.number().int().min(0).max(8).optional(),
})

export type Pool = z.infer<typeof poolSchema>

interface Pooled {
  readonly pool: Pool | null
}

/** `usual`: what is set when pooling is turned on. */
export function poolFields<P extends Pooled>(label: string, usual: Pool): PartField<P & Pooled>[] {
  const set = (pool: Pool | null): Partial<P & Pooled> => ({ pool }) as Partial<P & Pooled>
  return [
    {
      kind: 'choice',
      field: 'pool',
      caption: 'Max-pool',
      label,
      choices({ pool }) {
        const { kernel, stride } = pool ?? usual
        return [
          { value: 'yes', label: `${kernel}×${kernel}, /${stride}` },
          { value: 'no', label: 'none' },
        ]
      },
      value: ({ pool }) => (pool ? 'yes' : 'no'),
      change: (value, { pool }) => set(value === 'yes' ? (pool ?? usual) : null),
    },
    {
      kind: 'number',
      field: 'pool',
      caption: 'Pool kernel',
      usual: usual.kernel,
      min: 1,
      max: 16,
      applies: ({ pool }) => pool !== null,
      value: ({ pool }) => (pool ?? usual).kernel,
      change: (kernel, { pool }) => set({ ...(pool ?? usual), kernel }),
    },
    {
      kind: 'number',
      field: 'pool',
      caption: 'Pool stride',
      usual: usual.stride,
      min: 1,
      max: 16,
      applies: ({ pool }) => pool !== null,
      value: ({ pool }) => (pool ?? usual).stride,
      change: (stride, { pool }) => set({ ...(pool ?? usual), stride }),
    },
    {
      kind: 'choice',
      field: 'pool',
      caption: 'Pool padding',
      usual: 'half',
      applies: ({ pool }) => pool !== null,
      choices: () => [
        { value: 'half', label: 'half the kernel' },
        { value: 'none', label: 'none' },
      ],
      value: ({ pool }) => (pool?.padding === 0 ? 'none' : 'half'),
      change(value, { pool }) {
        const { kernel, stride } = pool ?? usual
        return set(value === 'none' ? { kernel, stride, padding: 0 } : { kernel, stride })
      },
    },
  ]
}

export function poolStep({ kernel, stride, padding }: Pool): LayerStep {
  return layer(
    'maxPool',
    'pool',
    { kernel, stride, padding: padding ?? paddingOf({ kernel }) },
    { window: without, stride: without },
  )
}

const without: WindowMend = { field: 'pool', label: 'Leave pooling out', value: null }
