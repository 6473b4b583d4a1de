/** Where a run trains. */
import { z } from 'zod'
import { readNumbers } from './number-text.ts'

const largestGpu = 63

/** `auto`: the first GPU where there is one, else the CPU. GPUs are numbered as nvidia-smi does; several share each batch in equal parts. */
export const deviceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('auto') }),
  z.strictObject({ kind: z.literal('cpu') }),
  z.strictObject({ kind: z.literal('gpu'), gpus: z.array(z.number().int().min(0).max(largestGpu)).min(1).max(64).readonly() }),
])

export type DeviceChoice = z.infer<typeof deviceSchema>

export const gpusForm = `different whole numbers from 0 to ${largestGpu}, as nvidia-smi counts`

/** GPUs by their numbers, apart by commas; null where no list of them can be read. */
export function readGpus(text: string): readonly number[] | null {
  const read = readNumbers(text)
  const gpus = read.kind === 'numbers' ? read.values : []
  const fit = gpus.length > 0 && gpus.length === new Set(gpus).size && gpus.every((gpu) => gpu >= 0 && gpu <= largestGpu)
  return fit ? gpus : null
}
