/** Networks that are written as files of other programs. */
import { z } from 'zod'
import { architectureSchema } from '../../architecture/architecture.ts'
import { exportFolderPattern, exportFormats, runsFormats, type ExportResult } from '../../export/formats.ts'
import { id } from './parameters.ts'
import type { WorkState } from './work-state.ts'

export const exportCalls = {
  /**
   * Writes a network into a folder of this name in the library's folder of exports, which must not be there yet: in a process of its own, after
   * those begun before it. `weights`: beside a source, where the format leaves the choice; a design's are initial values.
   */
  'networks.export': z.strictObject({
    of: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('design'), architecture: architectureSchema }),
      z.strictObject({ kind: z.literal('run'), id, checkpoint: z.union([z.enum(['best', 'last']), z.number().int().min(0)]) }),
    ]),
    format: z.enum(exportFormats),
    weights: z.boolean(),
    features: z.boolean(),
    /** No name leads elsewhere: letters, digits, blanks, dashes, underscores and dots between them. */
    folder: z.string().regex(exportFolderPattern),
  }),
  /** Writes runs, with what they measured, into such a folder. A pack is of runs that neither wait nor train. */
  'runs.write': z.strictObject({
    ids: z.array(id).min(1).max(10_000),
    as: z.enum(runsFormats),
    folder: z.string().regex(exportFolderPattern),
  }),
  /** Ends an export or what runs are written into; nothing of it is left. */
  'exports.cancel': z.strictObject({ id }),
} satisfies Record<string, z.ZodType>

export interface ExportResults {
  'networks.export': { id: string }
  'runs.write': { id: string }
  'exports.cancel': null
}

export const exportStreams = {
  /** How far an export is, or what came of it; null for one that this lab does not know: it was started anew meanwhile. */
  export: z.strictObject({ id }),
} satisfies Record<string, z.ZodType>

export interface ExportValues {
  export: ExportState | null
}

export type ExportState = WorkState<{ readonly result: ExportResult }>
