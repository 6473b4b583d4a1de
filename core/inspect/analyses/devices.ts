/** What a network takes where it is used: time by batch and threads, memory, bytes of its file; in several forms, with the error of each. */
import { z } from 'zod'
import type { AnalysisRule } from '../analysis.ts'
import { figure } from './figure.ts'
import { imageOptions } from './image-options.ts'

export const batches = [1, 8, 32, 128] as const
/** As it is; with numbers of half the size; with BN as part of its convolutions. */
export const forms = ['float32', 'bfloat16', 'folded'] as const

export const devices = {
  title: 'Small devices',
  answers:
    'How long it takes for few images and many, how much memory and how large a file; in half precision, and with BN folded into convolutions.',
  source: 'Jacob et al. 2018, section 3.2',
  options: z.strictObject(imageOptions),
  result: z.strictObject({
    macs: z.number(),
    forms: z.array(
      z.strictObject({
        form: z.enum(forms),
        layers: z.number().int(),
        parameters: z.number().int(),
        /** As safetensors. */
        fileBytes: z.number().int(),
        /** Weights, and the maps of one image that are held at once: predicted, not measured. */
        weightBytes: z.number().int(),
        mapBytes: z.number().int(),
        error: z.number(),
        loss: figure,
        latencies: z.array(
          z.strictObject({
            batch: z.number().int(),
            threads: z.number().int(),
            /** Median, in milliseconds. */
            ms: z.number(),
            /** By this computer's speeds, before it was measured; null where the computer's speeds were not. */
            predictedMs: figure,
            runs: z.number().int(),
          }),
        ),
      }),
    ),
  }),
} satisfies AnalysisRule

/** How far off a prediction was, as a share of what was measured: above zero where it said too long. Null where nothing was predicted. */
export function offBy({ ms, predictedMs }: { readonly ms: number; readonly predictedMs: number | null }): number | null {
  return predictedMs === null ? null : predictedMs / ms - 1
}

/** `+7 %`, `−12 %`, `0 %` */
export function offText(share: number): string {
  const percents = Math.round(100 * share)
  return `${percents > 0 ? '+' : percents < 0 ? '−' : ''}${Math.abs(percents)} %`
}
