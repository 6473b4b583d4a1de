/** Decoded data sets on disk: opened at every start by their sizes, checked byte for byte on request. */
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, systemCode } from '../files/failure.ts'
import { renameDurably, temporaryName } from '../files/durable.ts'
import { catalogue } from './catalogue.ts'
import type { DatasetId, DecodedDataset, DecodedSplit, SplitName } from './dataset.ts'
import type { DatasetDefinition } from './definition.ts'
import { imagesFile, labelsFile, metaFile } from './layout.ts'
import { measure } from './measure.ts'
import { unsealMeta, type Meta } from './meta.ts'

/**
 * The decoded data set below `folder`. Takes milliseconds: checks that all files are there, of their sizes, and that meta.json
 * is whole. Throws a Failure, `data-absent` or `data-damaged`.
 */
export function openDataset(id: DatasetId, folder: string, definition: DatasetDefinition = catalogue[id]): DecodedDataset {
  const meta = readMeta(folder, definition)
  const split = (name: SplitName, count: number): DecodedSplit => ({
    count,
    imagesFile: join(folder, id, imagesFile(name)),
    labelsFile: join(folder, id, labelsFile(name)),
  })
  const { height, width, channels, classes, mean, std } = meta
  return {
    id,
    height,
    width,
    channels,
    classes,
    train: split('train', meta.trainCount),
    test: split('test', meta.testCount),
    mean,
    std,
  }
}

/** Reads every byte of a decoded data set and compares digests. Throws a Failure when anything differs. Takes about a second. */
export function verifyDataset(id: DatasetId, folder: string, definition: DatasetDefinition = catalogue[id]): Meta['checks'] {
  const meta = readMeta(folder, definition)
  const { digests } = measure(join(folder, id), definition)
  for (const [file, { sha256 }] of Object.entries(meta.files)) {
    if (digests[file] !== sha256) throw damaged(definition, join(folder, id), `${file} was changed after it was decoded`)
  }
  return meta.checks
}

/** What is known of a data set on disk, and its bytes. Throws as `openDataset` does. */
export function readMeta(folder: string, definition: DatasetDefinition): Meta {
  const place = join(folder, definition.id)
  let text: string
  try {
    text = readFileSync(join(place, metaFile), 'utf8')
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT') throw thrown
    throw new Failure('data-absent', `${definition.name} is not on this computer.`, 'Download it in the Data view.')
  }
  let meta: Meta
  try {
    meta = unsealMeta(text)
    if (meta.id !== definition.id) throw new Error(`it is of ${meta.id}`)
  } catch (thrown) {
    throw damaged(definition, place, `meta.json cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
  for (const [file, { bytes }] of Object.entries(meta.files)) {
    const found = statSync(join(place, file), { throwIfNoEntry: false })?.size
    if (found === undefined) throw damaged(definition, place, `${file} is missing`)
    if (found !== bytes) throw damaged(definition, place, `${file} has ${found} bytes, not ${bytes}`)
  }
  return meta
}

/** Removes a decoded data set. Trainers that have read it go on. */
export function removeDataset(id: DatasetId, folder: string): void {
  const place = join(folder, id)
  const leaving = temporaryName(place)
  try {
    // First out of the way in one step: nobody meets half a data set.
    renameDurably(place, leaving)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return
    throw thrown
  }
  rmSync(leaving, { recursive: true, force: true })
}

function damaged(definition: DatasetDefinition, place: string, what: string): Failure {
  return new Failure(
    'data-damaged',
    `${definition.name} in ${place} is damaged: ${what}.`,
    'Download it again in the Data view: it is then decoded afresh.',
  )
}
