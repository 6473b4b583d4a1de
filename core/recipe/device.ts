/** Where a run trains. */
import { z } from 'zod'
import { readNumbers } from './number-text.ts'

const largestGpu = 63

const gpusSchema = z
  .array(z.number().int().min(0).max(largestGpu))
  .min(1)
  .refine((gpus) => new Set(gpus).size === gpus.length)
  .readonly()

/** `auto`: the first GPU where there is one, else the CPU. GPUs are numbered as nvidia-smi does; several share each batch in equal parts. */
export const deviceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('auto') }),
  z.strictObject({ kind: z.literal('cpu') }),
  z.strictObject({ kind: z.literal('gpu'), gpus: gpusSchema }),
])

export type DeviceChoice = z.infer<typeof deviceSchema>

export const gpusForm = `different whole numbers from 0 to ${largestGpu}, as nvidia-smi counts`

/** GPUs by their numbers, apart by commas; null where no list of them can be read. */
export function readGpus(text: string): readonly number[] | null {
  const read = readNumbers(text)
  const gpus = gpusSchema.safeParse(read.kind === 'numbers' ? read.values : [])
  return gpus.success ? gpus.data : null
}
