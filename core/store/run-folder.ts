/** A run's folder and the files in it that never change: run.json and architecture.json. */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { architectureSchema } from '../architecture/architecture.ts'
import { writeArchitecture } from '../architecture/file-format.ts'
import { renameDurably, syncFolder, temporaryName, writeDurably } from '../files/durable.ts'
import { Failure } from '../files/failure.ts'
import { partOfSchema } from '../plan/part-of.ts'
import { datasetIds } from '../datasets/dataset.ts'
import { visibleText } from '../text/visible-text.ts'
import { keptRecipeSchema } from '../recipe/recipe.ts'
import { originSchema } from './origin.ts'
import { elsewhereSchema, unknownElsewhere } from './elsewhere.ts'
import type { AnyRunRecord, RunRecord } from './run.ts'
import { readSmallFile } from './small-file.ts'

export const metricsFile = 'metrics.db'
export const recordFile = 'run.json'
/** Held by the run's trainer as long as it lives. */
export const trainerLockFile = 'trainer.lock'
/** All that a run's trainer and TensorFlow print. */
export const trainerLogFile = 'trainer.log'

/** Run ids are names of folders: letters, digits, dashes and underscores, so that none leads elsewhere. */
export const runIdPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/

const count = z.number().int().min(0)

/** Of any length, as it was made. */
const runName = z.string().overwrite(visibleText)

const deviceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('auto') }),
  z.strictObject({ kind: z.literal('cpu') }),
  z.strictObject({ kind: z.literal('gpu'), gpus: z.array(count).min(1) }),
])

/** What the first version did not write has a default: its runs began with fresh weights, and nothing was predicted of them. */
const recordSchema = z.strictObject({
  format: z.literal('stagecraft-run'),
  version: z.literal(1),
  id: z.string().regex(runIdPattern),
  name: runName,
  architecture: architectureSchema,
  dataset: z.enum(datasetIds),
  recipe: keptRecipeSchema,
  totalSteps: count,
  stepsPerEpoch: count,
  parameters: count,
  macs: count,
  color: count,
  createdAt: z.number(),
  origin: originSchema.nullable().default(null),
  device: deviceSchema.default({ kind: 'auto' }),
  partOf: partOfSchema.optional(),
  predicted: z.strictObject({ stepMs: z.number(), peakBytes: z.number() }).nullable().default(null),
})

/** A run that was trained elsewhere: an older Stagecraft, which knows none, says that it is of a newer one. */
const elsewhereRecordSchema = z.strictObject({
  format: z.literal('stagecraft-run'),
  version: z.literal(2),
  id: z.string().regex(runIdPattern),
  name: runName,
  totalSteps: count,
  color: count,
  createdAt: z.number(),
  elsewhere: elsewhereSchema,
})

const anyRecordSchema = z.discriminatedUnion('version', [recordSchema, elsewhereRecordSchema])

/**
 * Makes `folder` with run.json, the network's own file and what `fill` puts there, wholly or not at all. It must not exist yet.
 */
export function createRunFolder(folder: string, record: RunRecord, fill?: (folder: string) => void): void {
  const fresh = freshFolder(folder)
  try {
    fill?.(fresh)
    publish(fresh, folder, record)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** The same where what it holds at first takes long to make, and tells only then what the record is. Rejects as `fill` does, and nothing is left. */
export async function createFilledRunFolder(folder: string, fill: (folder: string) => Promise<AnyRunRecord>): Promise<void> {
  const fresh = freshFolder(folder)
  try {
    publish(fresh, folder, await fill(fresh))
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

function freshFolder(folder: string): string {
  if (existsSync(folder)) throw new Error(`There is a run in ${folder} already`)
  const fresh = temporaryName(folder)
  mkdirSync(fresh, { recursive: true })
  return fresh
}

function publish(fresh: string, folder: string, record: AnyRunRecord): void {
  writeDurably(join(fresh, recordFile), JSON.stringify(contentOf(record), null, 2) + '\n')
  if (record.architecture !== null) writeDurably(join(fresh, 'architecture.json'), writeArchitecture(record.architecture))
  syncFolder(fresh)
  renameDurably(fresh, folder)
}

function contentOf(record: AnyRunRecord): object {
  if (record.recipe !== null) return recordSchema.parse({ format: 'stagecraft-run', version: 1, ...record })
  const { id, name, totalSteps, color, createdAt, elsewhere } = record
  return elsewhereRecordSchema.parse({
    format: 'stagecraft-run',
    version: 2,
    id,
    name,
    totalSteps,
    color,
    createdAt,
    elsewhere,
  })
}

/** A run that Stagecraft trains. Throws a Failure `run-unreadable`, and `trained-elsewhere` for one that it does not. */
export function readRunRecord(folder: string): RunRecord {
  const record = readAnyRunRecord(folder)
  if (record.recipe !== null) return record
  throw new Failure(
    'trained-elsewhere',
    `${record.name} was trained elsewhere: only its figures are here, no network and no checkpoint.`,
    'Choose a run that was trained here.',
  )
}

/** Throws a Failure `run-unreadable`; nothing in the folder is changed. */
export function readAnyRunRecord(folder: string): AnyRunRecord {
  const found = readSmallFile(join(folder, recordFile), anyRecordSchema)
  switch (found.kind) {
    case 'read': {
      const { format: _format, version: _version, ...record } = found.value
      return 'elsewhere' in record ? { ...record, ...unknownElsewhere } : record
    }
    case 'none':
      throw new Failure(
        'run-unreadable',
        `There is no run in ${folder}: ${recordFile} is missing.`,
        'It may have been moved or removed.',
      )
    case 'damaged':
      throw new Failure(
        'run-unreadable',
        `The run in ${folder} cannot be read: ${found.why}.`,
        'It may be of a newer Stagecraft, or damaged. Nothing in its folder was changed.',
      )
  }
}
