/** Looking into trained networks: analyses of a run's checkpoints. */
import { z } from 'zod'
import { askedSchema } from '../../inspect/analyses.ts'
import type { KeptInspection } from '../../inspect/kept.ts'
import { id } from './parameters.ts'

export const inspectionCalls = {
  /** Measures it in a process of its own, after those begun before it; what was measured before is there at once. */
  'inspections.start': z.strictObject({
    run: id,
    checkpoint: z.union([z.enum(['best', 'last']), z.number().int().min(0)]),
    asked: askedSchema,
  }),
  /** Ends it; nothing of it is kept. */
  'inspections.cancel': z.strictObject({ id }),
} satisfies Record<string, z.ZodType>

export interface InspectionResults {
  'inspections.start': { id: string }
  'inspections.cancel': null
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

export type InspectionState =
  | { kind: 'waiting' }
  /** Parts of the work; null for the remaining time while it is not known. */
  | { kind: 'running'; done: number; total: number; remainingMs: number | null }
  | { kind: 'done'; kept: KeptInspection }
  | { kind: 'failed'; code: string; reason: string; remedy: string }
  | { kind: 'cancelled' }
