/** Looking into trained networks: analyses of a run's checkpoints. */
import { z } from 'zod'
import { analyses, askedSchema } from '../../inspect/analyses.ts'
import type { Ensemble } from '../../inspect/figures/ensemble.ts'
import type { KeptInspection } from '../../inspect/kept.ts'
import type { Foreseen } from '../../inspect/readings/foreseen.ts'
import type { LikelyWrongLabels } from '../../inspect/readings/label-issues.ts'
import type { Neighbour } from '../../inspect/readings/neighbours.ts'
import type { PredictedUse } from '../../inspect/readings/predicted-use.ts'
import type { Errors } from '../../inspect/readings/errors.ts'
import { exportFolderPattern, type WrittenFile } from '../../export/formats.ts'
import { featureFormats } from '../../inspect/analyses/features.ts'
import { id } from './parameters.ts'
import type { WorkState } from './work-state.ts'

const checkpointStep = z.number().int().min(0)

/** Predictions that were measured. */
const predicted = { run: id, step: checkpointStep, options: analyses.predictions.options }

/** An image that was looked at. */
const looked = { run: id, step: checkpointStep, options: analyses.image.options }

export const inspectionCalls = {
  /** Measures it in a process of its own, after those begun before it; what was measured before is there at once. */
  'inspections.start': z.strictObject({
    run: id,
    checkpoint: z.union([z.enum(['best', 'last']), z.number().int().min(0)]),
    asked: askedSchema,
  }),
  /** How long it will take, before it starts: null where nothing was measured that this could rest on. */
  'inspections.foresee': z.strictObject({ run: id, asked: askedSchema }),
  /** Ends it; nothing of it is kept. */
  'inspections.cancel': z.strictObject({ id }),
  /** What a run gets wrong, from its kept predictions: fails as `not-measured` without them. `cell`: only images of a class that were taken for another. */
  'inspections.errors': z.strictObject({
    ...predicted,
    most: z.number().int().min(0).max(10_000),
    cell: z.strictObject({ label: z.number().int().min(0), predicted: z.number().int().min(0) }).nullable(),
  }),
  /** Labels that are likely wrong, from kept predictions: fails as `not-measured` without them. */
  'inspections.labels': z.strictObject({ ...predicted, most: z.number().int().min(0).max(10_000) }),
  /** Maps of an image through all blocks, one after the other, from what was kept of it: fails as `not-measured` without that. */
  'inspections.maps': z.strictObject(looked),
  /** Its nearest training images: fails as `not-measured` where it, or the features of all training images, was not measured. */
  'inspections.neighbours': z.strictObject({ ...looked, most: z.number().int().min(1).max(1000) }),
  /** What was predicted of time and memory, for each in this order, by this computer's speeds as they are known now: fails as `not-measured` where it was not measured. */
  'inspections.predictedUse': z.strictObject({
    of: z
      .array(z.strictObject({ run: id, step: checkpointStep, options: analyses.devices.options }))
      .min(1)
      .max(64),
  }),
  /** Writes kept features into a folder of this name in the library's folder of exports, which must not be there yet. */
  'inspections.writeFeatures': z.strictObject({
    run: id,
    step: checkpointStep,
    options: analyses.features.options,
    as: z.enum(featureFormats),
    folder: z.string().regex(exportFolderPattern),
  }),
  /** Runs as one, in this order, from their kept predictions of the same images: fails as `not-measured` without them. */
  'inspections.ensemble': z.strictObject({
    members: z
      .array(z.strictObject({ run: id, step: checkpointStep }))
      .min(1)
      .max(64),
    options: analyses.predictions.options,
  }),
} satisfies Record<string, z.ZodType>

export interface InspectionResults {
  'inspections.start': { id: string }
  'inspections.foresee': Foreseen | null
  'inspections.cancel': null
  'inspections.errors': Errors
  'inspections.labels': LikelyWrongLabels
  'inspections.maps': Float32Array
  'inspections.neighbours': readonly Neighbour[]
  'inspections.predictedUse': readonly PredictedUse[]
  'inspections.writeFeatures': WrittenFile
  'inspections.ensemble': Ensemble
}

export const inspectionStreams = {
  /** How far an analysis is, or what came of it; null for one that this lab does not know: it was started anew meanwhile. */
  inspection: z.strictObject({ id }),
  /** All that was measured of a run, newest steps first. */
  inspections: z.strictObject({ run: id }),
} satisfies Record<string, z.ZodType>

export interface InspectionValues {
  inspection: InspectionState | null
  inspections: readonly KeptInspection[]
}

export type InspectionState = WorkState<{ readonly kept: KeptInspection }>
