/**
 * Whether the next attempt of a run is to evaluate it where it stands, and to pause then: evaluate.json, written by the lab. It is of that attempt and
 * of no later one.
 */
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../files/durable.ts'
import { readSmallFile } from './small-file.ts'

const evaluateFile = 'evaluate.json'

const evaluateSchema = z.strictObject({
  format: z.literal('stagecraft-evaluate'),
  version: z.literal(1),
  /** Attempts that had begun. */
  attempt: z.number().int().min(0),
})

export function askForEvaluation(runFolder: string, attempt: number): void {
  const content = { format: 'stagecraft-evaluate', version: 1, attempt }
  writeDurably(join(runFolder, evaluateFile), JSON.stringify(content, null, 2) + '\n')
}

/** Of the attempt after number `attempt`. */
export function isEvaluationAsked(runFolder: string, attempt: number): boolean {
  const found = readSmallFile(join(runFolder, evaluateFile), evaluateSchema)
  return found.kind === 'read' && found.value.attempt === attempt
}
