/** What was deleted, and can be restored or purged. */
import type { z } from 'zod'
import type { DeletedRun } from '../../store/bin.ts'
import type { DeletedVersion } from '../../store/design-versions.ts'
import type { DeletedDesign } from '../../store/designs.ts'
import { nothing } from './parameters.ts'

export const binStreams = {
  /** What was deleted and can be restored, or purged. */
  bin: nothing,
} satisfies Record<string, z.ZodType>

export interface BinValues {
  bin: Bin
}

/** What was deleted, newest first. */
export interface Bin {
  readonly runs: readonly DeletedRun[]
  readonly designs: readonly DeletedDesign[]
  readonly versions: readonly DeletedVersion[]
}

/** What purging gave back. */
export interface Freed {
  readonly bytes: number
}
