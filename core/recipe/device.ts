/** Where a run trains. */
import { z } from 'zod'

/** `auto`: the first GPU where there is one, else the CPU. GPUs are numbered as nvidia-smi does; several share each batch in equal parts. */
export const deviceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('auto') }),
  z.strictObject({ kind: z.literal('cpu') }),
  z.strictObject({ kind: z.literal('gpu'), gpus: z.array(z.number().int().min(0).max(63)).min(1).max(64).readonly() }),
])

export type DeviceChoice = z.infer<typeof deviceSchema>
