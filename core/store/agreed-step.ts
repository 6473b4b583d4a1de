/**
 * How far back a person agreed to go when the newest checkpoint of a run could not be used: agreed.json, written by the lab. What was measured
 * beyond that step is dropped by the attempt that goes on, and by that one only.
 */
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../files/durable.ts'
import { readSmallFile } from './small-file.ts'

export const agreedFile = 'agreed.json'

const count = z.number().int().min(0)
const agreedSchema = z.strictObject({
  format: z.literal('stagecraft-agreed'),
  version: z.literal(1),
  step: count,
  /** Attempts that had begun. */
  attempt: count,
})

export function writeAgreedStep(runFolder: string, step: number, attempt: number): void {
  const content = { format: 'stagecraft-agreed', version: 1, step, attempt }
  writeDurably(join(runFolder, agreedFile), JSON.stringify(content, null, 2) + '\n')
}

/** Null when nobody agreed to anything for the attempt after number `attempt`. */
export function readAgreedStep(runFolder: string, attempt: number): number | null {
  const found = readSmallFile(join(runFolder, agreedFile), agreedSchema)
  return found.kind === 'read' && found.value.attempt === attempt ? found.value.step : null
}
