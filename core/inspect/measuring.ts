/** How each analysis is measured. */
import type { AnalysisKind, OptionsOf, ResultOf } from './analyses.ts'
import type { Measure } from './measuring/measure.ts'
import { measureDevices } from './measuring/devices.ts'
import { measureDuplicates } from './measuring/duplicates.ts'
import { measureFeatures } from './measuring/features.ts'
import { measureGradients } from './measuring/gradients.ts'
import { measureGrowth } from './measuring/growth.ts'
import { measureImage } from './measuring/image.ts'
import { measureLesions } from './measuring/lesions.ts'
import { measureLinearProbe } from './measuring/linear-probe.ts'
import { measurePaths } from './measuring/paths.ts'
import { measurePredictions } from './measuring/predictions.ts'
import { measureResponses } from './measuring/responses.ts'
import { measureSurface } from './measuring/surface.ts'

export const measuring: { readonly [Kind in AnalysisKind]: Measure<OptionsOf<Kind>, ResultOf<Kind>> } = {
  predictions: measurePredictions,
  image: measureImage,
  duplicates: measureDuplicates,
  responses: measureResponses,
  growth: measureGrowth,
  lesions: measureLesions,
  paths: measurePaths,
  gradients: measureGradients,
  surface: measureSurface,
  features: measureFeatures,
  linearProbe: measureLinearProbe,
  devices: measureDevices,
}
