/** All analyses of trained networks, by their kind. How each is measured stands in `measuring/`. */
import { z } from 'zod'
import type { AnalysisRule } from './analysis.ts'
import { devices } from './analyses/devices.ts'
import { duplicates } from './analyses/duplicates.ts'
import { features } from './analyses/features.ts'
import { gradients } from './analyses/gradients.ts'
import { growth } from './analyses/growth.ts'
import { image } from './analyses/image.ts'
import { lesions } from './analyses/lesions.ts'
import { linearProbe } from './analyses/linear-probe.ts'
import { paths } from './analyses/paths.ts'
import { predictions } from './analyses/predictions.ts'
import { responses } from './analyses/responses.ts'
import { surface } from './analyses/surface.ts'

export const analyses = {
  predictions,
  image,
  duplicates,
  responses,
  growth,
  lesions,
  paths,
  gradients,
  surface,
  features,
  linearProbe,
  devices,
} satisfies Record<string, AnalysisRule>

export type AnalysisKind = keyof typeof analyses
export const analysisKinds = Object.keys(analyses) as [AnalysisKind, ...AnalysisKind[]]

export type OptionsOf<Kind extends AnalysisKind> = z.infer<(typeof analyses)[Kind]['options']>
export type ResultOf<Kind extends AnalysisKind> = z.infer<(typeof analyses)[Kind]['result']>

/** A kind with its options. */
export const askedSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('predictions'), options: predictions.options }),
  z.strictObject({ kind: z.literal('image'), options: image.options }),
  z.strictObject({ kind: z.literal('duplicates'), options: duplicates.options }),
  z.strictObject({ kind: z.literal('responses'), options: responses.options }),
  z.strictObject({ kind: z.literal('growth'), options: growth.options }),
  z.strictObject({ kind: z.literal('lesions'), options: lesions.options }),
  z.strictObject({ kind: z.literal('paths'), options: paths.options }),
  z.strictObject({ kind: z.literal('gradients'), options: gradients.options }),
  z.strictObject({ kind: z.literal('surface'), options: surface.options }),
  z.strictObject({ kind: z.literal('features'), options: features.options }),
  z.strictObject({ kind: z.literal('linearProbe'), options: linearProbe.options }),
  z.strictObject({ kind: z.literal('devices'), options: devices.options }),
])
export type AskedAnalysis = z.infer<typeof askedSchema>
