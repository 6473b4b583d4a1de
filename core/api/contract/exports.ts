/** Networks that are written as files of other programs. */
import { z } from 'zod'
import { architectureSchema } from '../../architecture/architecture.ts'
import { exportFolderPattern, exportFormats, type ExportResult } from '../../export/formats.ts'
import { id } from './parameters.ts'

export const exportCalls = {
  /**
   * Writes a network into a folder of this name in the library's folder of exports, which must not be there yet. `weights`: beside a source,
   * where the format leaves the choice; a design's are initial values.
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
} satisfies Record<string, z.ZodType>

export interface ExportResults {
  'networks.export': ExportResult
}
