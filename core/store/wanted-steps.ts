/**
 * How far a run is to be trained, when a person asked for more while no trainer was at work: wanted.json, written by the lab. The trainer
 * that goes on takes it over into metrics.db; it stays there, and says nothing new from then on.
 */
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../files/durable.ts'
import { readSmallFile, type SmallFile } from './small-file.ts'

export const wantedFile = 'wanted.json'

const wantedSchema = z.strictObject({
  format: z.literal('stagecraft-wanted'),
  version: z.literal(1),
  totalSteps: z.number().int().min(1),
})

export function writeWantedSteps(runFolder: string, totalSteps: number): void {
  const content = { format: 'stagecraft-wanted', version: 1, totalSteps }
  writeDurably(join(runFolder, wantedFile), JSON.stringify(content, null, 2) + '\n')
}

/** 0 when nothing more was asked for, or when what was asked for cannot be read. */
export function readWantedSteps(runFolder: string): number {
  const found = readWantedFile(runFolder)
  return found.kind === 'read' ? found.value.totalSteps : 0
}

export function readWantedFile(runFolder: string): SmallFile<z.infer<typeof wantedSchema>> {
  return readSmallFile(join(runFolder, wantedFile), wantedSchema)
}
