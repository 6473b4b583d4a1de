/** What its trainer could not tell of a run's end, as that it crashed, or was pruned: end.json, written by the lab once the trainer is gone. */
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../files/durable.ts'
import type { RunStatus } from './run.ts'
import { readSmallFile, type SmallFile } from './small-file.ts'

/** How a run may end. */
export type EndStatus = Extract<RunStatus, { kind: 'finished' | 'paused' | 'stopped' | 'pruned' | 'crashed' | 'diverged' }>

const step = z.number().int().min(0)

const endSchema = z.strictObject({
  format: z.literal('stagecraft-end'),
  version: z.literal(1),
  time: z.number(),
  attempt: step.nullable().default(null),
  status: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('finished'), step }),
    z.strictObject({ kind: z.literal('paused'), step }),
    z.strictObject({ kind: z.literal('stopped'), step }),
    z.strictObject({ kind: z.literal('pruned'), step }),
    z.strictObject({ kind: z.literal('crashed'), step, reason: z.string(), remedy: z.string(), log: z.array(z.string()) }),
    z.strictObject({ kind: z.literal('diverged'), step, reason: z.string(), remedy: z.string() }),
  ]),
})

export interface RunEnd {
  readonly time: number
  /** Attempts that had begun: once there is a later one, the run has not ended so. Null in what an older Stagecraft wrote. */
  readonly attempt: number | null
  readonly status: EndStatus
}

export const endFile = 'end.json'

export function writeRunEnd(folder: string, end: RunEnd): void {
  writeDurably(join(folder, endFile), JSON.stringify({ format: 'stagecraft-end', version: 1, ...end }, null, 2) + '\n')
}

/** Null when there is none, or none that can be read: then the run is taken for crashed, never for finished. */
export function readRunEnd(folder: string): RunEnd | null {
  const found = readRunEndFile(folder)
  return found.kind === 'read' ? found.value : null
}

export function readRunEndFile(folder: string): SmallFile<RunEnd> {
  return readSmallFile(join(folder, endFile), endSchema)
}
