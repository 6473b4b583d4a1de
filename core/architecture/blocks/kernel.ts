/** Kernel and dilation of a block's convolutions as options: schema and fields. */
import { z } from 'zod'
import type { PartField } from '../part-field.ts'

const mostKernel = 15

/** An odd side has a middle pixel: padded by half of it, a convolution keeps the map's size. */
export const oddKernel = z
  .number()
  .int()
  .min(1)
  .max(mostKernel)
  .refine((side) => side % 2 === 1, 'an odd number')

export function kernelField<S extends { readonly kernel: number }>(): PartField<S & { readonly kernel: number }> {
  const sides = Array.from({ length: (mostKernel + 1) / 2 }, (_, index) => 2 * index + 1)
  return {
    kind: 'choice',
    field: 'kernel',
    caption: 'Kernel',
    usual: '3',
    choices: () => sides.map((side) => ({ value: String(side), label: `${side}×${side}` })),
    value: ({ kernel }) => String(kernel),
    change: (value) => ({ kernel: Number(value) }) as Partial<S>,
  }
}

export function dilationField<S extends { readonly dilation: number }>(): PartField<S & { readonly dilation: number }> {
  return {
    kind: 'number',
    field: 'dilation',
    caption: 'Dilation',
    usual: 1,
    min: 1,
    max: 16,
    value: ({ dilation }) => dilation,
    change: (dilation) => ({ dilation }) as Partial<S>,
  }
}
