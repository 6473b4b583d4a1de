/** The inspector's fields of stems that end in so many channels and stride. */
import { largestWidth } from '../limits.ts'
import type { PartField } from '../part-field.ts'
import { strideChoices } from '../part-words.ts'

interface Strided {
  readonly width: number
  readonly stride: number
}

export function widthAndStride<P extends Strided>(): PartField<P & Strided>[] {
  return [
    {
      kind: 'number',
      field: 'width',
      caption: 'Width',
      label: 'Stem width',
      min: 1,
      max: largestWidth,
      value: ({ width }) => width,
      change: (width) => ({ width }) as Partial<P & Strided>,
    },
    {
      kind: 'choice',
      field: 'stride',
      caption: 'Stride',
      label: 'Stem stride',
      choices: ({ stride }) => strideChoices(stride),
      value: ({ stride }) => String(stride),
      change: (value) => ({ stride: Number(value) }) as Partial<P & Strided>,
    },
  ]
}
