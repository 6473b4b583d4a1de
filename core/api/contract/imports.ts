/** Weights that others trained, and the runs that begin with them. */
import { z } from 'zod'
import { architectureSchema } from '../../architecture/architecture.ts'
import type { ImportPhase, WeightsLook } from '../../import/messages.ts'
import type { ImportReport } from '../../import/report.ts'
import type { EventsLook } from '../../import/tensorboard/look.ts'
import type { UnpackedRun } from '../../import/unpack.ts'
import { deviceSchema } from '../../recipe/device.ts'
import { recipeSchema } from '../../recipe/recipe.ts'
import { nameSchema } from '../../text/names.ts'
import { elsewhereFigureSchema, elsewhereSeries, type ElsewhereFigure } from '../../store/elsewhere.ts'
import { datasetId } from './parameters.ts'

/** Whoever asks names it, to follow and to cancel it. */
const key = z.string().min(1).max(64)
const path = z.string().min(1).max(4096)
/** Names of files in a folder: those, and no others. */
const only = z.array(z.string().min(1).max(255)).min(1).max(1000).optional()

/** Two tags cannot be one figure. */
const isEachOnce = (figures: readonly ElsewhereFigure[]): boolean =>
  new Set(figures.map(({ series }) => series)).size === figures.length

export const importCalls = {
  /** What a file of weights on this computer is, and which networks of the gallery and the library fit it. */
  'weights.look': z.strictObject({ key, path }),
  /** What an import would make of it, before there is a run. */
  'weights.preview': z.strictObject({ key, path, architecture: architectureSchema }),
  /** Ends what is under way with a file of weights, which then fails as `import-cancelled`: nothing of it is kept. */
  'weights.cancel': z.strictObject({ key }),
  /** Makes a run that begins with the weights of a file on this computer. With `evaluate` it is queued to be evaluated at step 0; then it is paused there. */
  'runs.import': z.strictObject({
    key,
    path,
    evaluate: z.boolean(),
    name: nameSchema,
    architecture: architectureSchema,
    dataset: datasetId,
    recipe: recipeSchema,
    device: deviceSchema.default({ kind: 'auto' }),
  }),
  /** Brings the runs of a file that pack wrote into the library. Those that are there already stay as they are, and that is told. */
  'runs.unpack': z.strictObject({ key, path }),
  /** Ends it; nothing of it is kept. */
  'runs.cancelUnpack': z.strictObject({ key }),
  /** What event files of TensorBoard there are below a folder of this computer, or what one is, and what their tags may be. Every byte is read. */
  'events.look': z.strictObject({ key, path, only }),
  /** Makes a run of each folder named, with these of its tags as figures; one was trained elsewhere, and has nothing else. */
  'events.import': z.strictObject({
    key,
    path,
    only,
    runs: z
      .array(
        z.strictObject({
          folder: z.string().max(4096),
          name: nameSchema,
          figures: z.array(elsewhereFigureSchema).min(1).max(elsewhereSeries.length).refine(isEachOnce, 'each figure once'),
        }),
      )
      .min(1)
      .max(1000),
  }),
  /** Ends what is under way with event files. */
  'events.cancel': z.strictObject({ key }),
} satisfies Record<string, z.ZodType>

export interface ImportResults {
  'weights.look': WeightsLook
  'weights.preview': ImportReport
  'weights.cancel': null
  'runs.import': { id: string; report: ImportReport }
  'runs.unpack': readonly UnpackedRun[]
  'runs.cancelUnpack': null
  'events.look': EventsLook
  'events.import': readonly ImportedEvents[]
  'events.cancel': null
}

export interface ImportedEvents {
  readonly id: string
  readonly name: string
  /** What of its files could not be read, as sentences. */
  readonly damage: readonly string[]
}

export const importStreams = {
  /** How far what is under way with a file of weights is; null where it has ended. */
  import: z.strictObject({ key }),
  /** How far a file of runs is unpacked; null where that has ended. */
  unpacking: z.strictObject({ key }),
  /** How far event files are read; null where that has ended. */
  events: z.strictObject({ key }),
} satisfies Record<string, z.ZodType>

export interface ImportValues {
  import: ImportPhase | null
  unpacking: FileProgress | null
  events: FileProgress | null
}

/** Bytes of the file; null for the remaining time while it is not known. */
export interface FileProgress {
  readonly done: number
  readonly total: number
  readonly remainingMs: number | null
}
