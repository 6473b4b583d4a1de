/** The library as a whole: what takes its space, checks, backups, and another place for it. */
import { z } from 'zod'
import type { Finding } from '../../export/of-library/check.ts'
import type { LibraryDone } from '../../export/of-library/task.ts'
import type { Freed } from './bin.ts'
import { nothing } from './parameters.ts'
import type { WorkState } from './work-state.ts'

const folder = z.string().min(1).max(4096)

export const libraryCalls = {
  'library.sizes': nothing,
  /** Reads every byte of every run. `repair` puts aside what nothing can go on from; nothing is removed. Refused while another task is under way. */
  'library.check': z.strictObject({ repair: z.boolean() }),
  /** Copies the library into a folder that is not there yet; runs may train meanwhile. */
  'library.backUp': z.strictObject({ folder }),
  /**
   * Copies the library into a new or empty folder, compares, and makes that one the library that is meant. Refused while anything trains or is written; until
   * it ends nothing else is changed.
   */
  'library.move': z.strictObject({ folder }),
  'library.cancel': nothing,
  /** After a move: the lab of the old place ends, and what stayed there is deleted where that is wanted. */
  'library.leave': z.strictObject({ deleteOld: z.boolean() }),
} satisfies Record<string, z.ZodType>

export interface LibraryResults {
  'library.sizes': LibrarySizes
  'library.check': null
  'library.backUp': null
  'library.move': null
  'library.cancel': null
  'library.leave': Freed
}

/** Bytes. */
export interface LibrarySizes {
  readonly runs: readonly {
    readonly id: string
    readonly name: string
    readonly bytes: number
    readonly checkpointBytes: number
  }[]
  readonly bin: number
  /** Decoded data sets within the library. */
  readonly data: number
  readonly exports: number
  /** library.db, its copies, and what else there is. */
  readonly rest: number
  readonly total: number
  readonly free: number
}

export const libraryStreams = {
  /** What is done with the library now, or what came of the last; null where nothing was since the lab began. */
  libraryTask: nothing,
} satisfies Record<string, z.ZodType>

export interface LibraryValues {
  libraryTask: LibraryTaskState | null
}

export interface LibraryTaskState {
  /** Counted from 1, so that one is told from the one before. */
  readonly number: number
  readonly what: LibraryDone['kind']
  /** Of a check, so far. */
  readonly findings: readonly Finding[]
  /** In bytes. */
  readonly state: Exclude<WorkState<{ readonly done: LibraryDone }>, { kind: 'waiting' }>
}
