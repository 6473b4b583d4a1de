/** The lab itself: the computer it runs on, what comes with it, and its end. */
import { z } from 'zod'
import type { Preset } from '../../architecture/gallery.ts'
import type { SystemReport } from '../../doctor/system-report.ts'
import type { RecipePreset } from '../../recipe/recipe.ts'
import type { Notice } from '../../store/library.ts'
import { nothing } from './parameters.ts'

export const labCalls = {
  'system.report': nothing,
  /** Writes a copy of the library's index beside it, for a backup, whose maker removes it. */
  'library.copy': nothing,
  'presets.list': nothing,
  'recipes.list': nothing,
  /**
   * The last window closes. `continue`: the lab goes on with what runs and is queued, and then ends by itself. `stop`: what runs is
   * paused at a checkpoint, answered when it is, and the lab ends. It stays paused until a person resumes it; what is queued goes on when a
   * lab is next started.
   */
  'lab.close': z.strictObject({ training: z.enum(['continue', 'stop']) }),
} satisfies Record<string, z.ZodType>

export interface LabResults {
  'system.report': SystemReport
  'library.copy': { path: string }
  'presets.list': Preset[]
  'recipes.list': RecipePreset[]
  'lab.close': null
}

export const labStreams = {
  /** What runs on this machine: TensorFlow or the fallback, network in use, library folder and size. For the status bar. */
  lab: nothing,
} satisfies Record<string, z.ZodType>

export interface LabValues {
  lab: LabState
}

export interface LabState {
  /** "CPU, 2 cores, native TensorFlow 2.21.0": for people. */
  readonly engine: string
  /** Where runs train that ask for no device; a GPU build may find none and train on processors. */
  readonly hardware: 'cpu' | 'gpu'
  /** Why training here is slow, and the remedy; null where native TensorFlow runs. */
  readonly slow: { reason: string; remedy: string } | null
  /** What the person must know of the library: a damaged file that was put aside, a run or design that cannot be read. */
  readonly notices: readonly Notice[]
  /** Host a download is under way from; null when the network is not in use. */
  readonly network: string | null
  /** While runs are read for the first time: how many of how many, and how long it takes yet; null once all were. */
  readonly reading: { readonly done: number; readonly of: number; readonly leftMs: number } | null
  readonly libraryFolder: string
  /** Why the library is only shown, and what to do; null where it can be changed. */
  readonly readOnly: { readonly reason: string; readonly remedy: string } | null
  /** The option of the command line that names it; empty where none is needed. */
  readonly libraryWords: string
  /** Null until it was counted. */
  readonly libraryBytes: number | null
  /** Memory that processes here may take in all. */
  readonly memoryBytes: number
}
