/** What a network takes where it is used: time by batch and threads, memory, bytes of its file; in several forms, with the error of each. */
import { z } from 'zod'
import { machineSchema } from '../../prediction/calibration.ts'
import type { AnalysisRule } from '../analysis.ts'
import { figure } from './figure.ts'
import { imageOptions } from './image-options.ts'

export const batches = [1, 8, 32, 128] as const
/** As it is; with numbers of half the size; with BN as part of its convolutions. */
export const forms = ['float32', 'bfloat16', 'folded'] as const
export type Form = (typeof forms)[number]

export function precisionOf(form: Form): 'float32' | 'bfloat16' {
  return form === 'bfloat16' ? 'bfloat16' : 'float32'
}

const formResult = z.strictObject({
  form: z.enum(forms),
  layers: z.number().int(),
  parameters: z.number().int(),
  /** As safetensors. */
  fileBytes: z.number().int(),
  error: z.number(),
  loss: figure,
  latencies: z.array(
    z.strictObject({
      batch: z.number().int(),
      threads: z.number().int(),
      /** Median, in milliseconds. */
      ms: z.number(),
      runs: z.number().int(),
    }),
  ),
  /** Largest memory of a process that uses it and does nothing else, on all threads; null where the system does not tell, and where a graphics card computes. */
  memory: z.array(z.strictObject({ batch: z.number().int(), bytes: figure })),
})

export const devices = {
  title: 'Small devices',
  answers:
    'How long it takes for few images and many, how much memory and how large a file; in half precision, and with BN folded into convolutions.',
  source: 'Jacob et al. 2018, section 3.2',
  options: z.strictObject(imageOptions),
  result: z.strictObject({
    macs: z.number(),
    /** That it was measured on: speeds of another tell nothing of it. */
    machine: machineSchema,
    /** Whether our own kernels computed. */
    ownKernels: z.boolean(),
    forms: z.array(formResult),
  }),
} satisfies AnalysisRule

export type FormResult = z.infer<typeof formResult>

/** How far off a prediction was, as a share of what was measured: above zero where it said too much. Null where one of them is not known. */
export function offBy(measured: number | null, predicted: number | null): number | null {
  return measured === null || predicted === null ? null : predicted / measured - 1
}

/** `+7 %`, `−12 %`, `0 %`; a dash where it is not known */
export function offText(share: number | null): string {
  if (share === null) return '–'
  const percents = Math.round(100 * share)
  return `${percents > 0 ? '+' : percents < 0 ? '−' : ''}${Math.abs(percents)} %`
}
