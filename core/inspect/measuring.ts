/** How each analysis is measured. */
import type { AnalysisKind, OptionsOf, ResultOf } from './analyses.ts'
import type { Measure } from './measuring/measure.ts'
import { measureGradients } from './measuring/gradients.ts'
import { measureLesions } from './measuring/lesions.ts'
import { measurePredictions } from './measuring/predictions.ts'
import { measureResponses } from './measuring/responses.ts'
import { measureSurface } from './measuring/surface.ts'

export const measuring: { readonly [Kind in AnalysisKind]: Measure<OptionsOf<Kind>, ResultOf<Kind>> } = {
  predictions: measurePredictions,
  responses: measureResponses,
  lesions: measureLesions,
  gradients: measureGradients,
  surface: measureSurface,
}
