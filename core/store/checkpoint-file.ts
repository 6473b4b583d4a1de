/**
 * A checkpoint: a safetensors file with the network's state, and in its metadata where the run stands. Its digest is of all that
 * comes after the header's length, with zeros in the digest's own place: no flipped bit goes unseen.
 */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { z } from 'zod'
import { writePartsDurably } from '../files/durable.ts'
import { systemCode } from '../files/failure.ts'
import { OddFileError } from '../files/regular-file.ts'
import {
  fileParts,
  headerText,
  lookThroughTensors,
  readHeader,
  readTensors,
  tensorBytes,
  TensorFileError,
  type TensorHeader,
  type Tensors,
  type TensorWatcher,
} from '../files/safetensors.ts'
import { isFiniteTensor } from './finite-state.ts'
import { positionSchema, type Position } from './position.ts'
import { keptRecipeSchema, type Recipe } from '../recipe/recipe.ts'

/** What a checkpoint says besides its tensors. */
export interface CheckpointFacts {
  /** Id of the run that wrote it. */
  readonly run: string
  /** The recipe it was trained with. */
  readonly recipe: Recipe
  readonly position: Position
  readonly savedAt: number
}

export interface ReadCheckpoint extends CheckpointFacts {
  readonly state: Tensors
}

export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }

const noDigest = '0'.repeat(64)
const digestPattern = /"digest":"([0-9a-f]{64})"/

const metadataSchema = z.object({
  format: z.literal('stagecraft-checkpoint'),
  version: z.literal('1'),
  digest: z.string(),
  run: z.string(),
  savedAt: z.coerce.number(),
  position: z.string().transform((text) => positionSchema.parse(JSON.parse(text))),
  recipe: z.string().transform((text) => keptRecipeSchema.parse(JSON.parse(text))),
})

/** Writes it whole or not at all; once it returns, it is on the disk. Gives its size in bytes. */
export function writeCheckpoint(path: string, facts: CheckpointFacts, state: Tensors): number {
  const metadata = {
    format: 'stagecraft-checkpoint',
    version: '1',
    digest: noDigest,
    run: facts.run,
    step: String(facts.position.step),
    savedAt: String(facts.savedAt),
    position: JSON.stringify(facts.position),
    recipe: JSON.stringify(facts.recipe),
  }
  const blank = headerText(state, metadata)
  const text = blank.replace(`"digest":"${noDigest}"`, `"digest":"${digestOf(blank, state)}"`)
  writePartsDurably(path, fileParts(text, state))
  return statSync(path).size
}

/** Reads it, compares its digest, and refuses a state that nothing can go on from: older Stagecrafts kept those of diverged runs. */
export function readCheckpoint(path: string): Reading<ReadCheckpoint> {
  return reading(() => {
    const { header, tensors: state } = readTensors(path)
    const check = checkOf(header)
    for (const [name, { values }] of state) check.tensor(name, values)
    return { ...check.facts(), state }
  })
}

/** The same for a file of any size while the process goes on with other things; its state is not kept. */
export async function verifyCheckpoint(path: string): Promise<Reading<CheckpointFacts>> {
  try {
    const check = await lookThroughTensors(path, checkOf)
    return { ok: true, value: check.facts() }
  } catch (thrown) {
    return { ok: false, why: whyNot(thrown) }
  }
}

interface Check extends TensorWatcher {
  /** What it says, once all tensors were seen. Throws a TensorFileError. */
  facts(): CheckpointFacts
}

function checkOf(header: TensorHeader): Check {
  const facts = parseFacts(header.metadata)
  const digest = digestPattern.exec(header.text)?.[1]
  const hash = createHash('sha256').update(header.text.replace(digestPattern, `"digest":"${noDigest}"`))
  let notFinite: string | null = null
  return {
    tensor(name, values) {
      hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
      if (notFinite === null && !isFiniteTensor(values)) notFinite = name
    },
    facts() {
      if (hash.digest('hex') !== digest) throw new TensorFileError('its digest is another than when it was written')
      if (notFinite !== null) throw new TensorFileError(`the run had diverged before it: ${notFinite} is not finite`)
      return facts
    },
  }
}

/** What it says of itself, unchecked: takes a millisecond, however large it is. */
export function readCheckpointFacts(path: string): Reading<CheckpointFacts> {
  return reading(() => parseFacts(readHeader(path).metadata))
}

function parseFacts(metadata: Readonly<Record<string, string>>): CheckpointFacts {
  const { run, recipe, position, savedAt } = metadataSchema.parse(metadata)
  return { run, recipe, position, savedAt }
}

function digestOf(blankHeader: string, state: Tensors): string {
  const hash = createHash('sha256').update(blankHeader)
  for (const bytes of tensorBytes(state)) hash.update(bytes)
  return hash.digest('hex')
}

function reading<T>(read: () => T): Reading<T> {
  try {
    return { ok: true, value: read() }
  } catch (thrown) {
    return { ok: false, why: whyNot(thrown) }
  }
}

/** A file that is gone or broken is said; anything else that is wrong is thrown. */
function whyNot(thrown: unknown): string {
  if (thrown instanceof TensorFileError || thrown instanceof OddFileError) return thrown.message
  if (thrown instanceof z.ZodError || thrown instanceof SyntaxError) {
    return 'it says nothing of a run that this Stagecraft understands'
  }
  if (systemCode(thrown) === 'EIO') return 'the disk cannot read it'
  throw thrown
}
