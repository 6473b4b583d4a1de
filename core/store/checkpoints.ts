/** The checkpoints of a run: files `checkpoints/step-00000400.safetensors` in its folder, and which of them are kept. */
import { closeSync, copyFileSync, fsyncSync, lstatSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { renameDurably, syncFolder } from '../files/durable.ts'
import { Failure, systemCode } from '../files/failure.ts'
import { isFolder, namesInFolder, OddFileError, regularFileAt } from '../files/regular-file.ts'
import type { Tensors } from '../files/safetensors.ts'
import type { Position } from './position.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { lengthInSteps } from '../recipe/schedule.ts'
import {
  readCheckpoint,
  readCheckpointFacts,
  verifyCheckpoint,
  writeCheckpoint,
  type CheckpointFacts,
  type ReadCheckpoint,
  type Reading,
} from './checkpoint-file.ts'
import type { Checkpoint, RunRecord } from './run.ts'

export const checkpointFolder = 'checkpoints'
const namePattern = /^step-(\d{8,})\.safetensors$/

export function checkpointPath(runFolder: string, step: number): string {
  return join(runFolder, checkpointFolder, `step-${String(step).padStart(8, '0')}.safetensors`)
}

/** Steps of a run's checkpoints, newest first, by their names alone. Throws an OddFileError when their folder is none. */
export function checkpointSteps(runFolder: string): number[] {
  return namesInFolder(join(runFolder, checkpointFolder))
    .flatMap((name) => namePattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a)
}

/** A checkpoint as its file says. */
export interface ListedCheckpoint {
  readonly step: number
  readonly bytes: number
  readonly savedAt: number
  /** Error that the run followed; null where it was not evaluated, or by another run, or where its loss was not finite. */
  readonly error: number | null
}

export interface CheckpointList {
  /** Newest first. */
  readonly usable: readonly ListedCheckpoint[]
  /** Newest first. */
  readonly unusable: readonly UnusableCheckpoint[]
}

/** One that cannot be gone on from; `why` is the end of a sentence. */
export interface UnusableCheckpoint {
  readonly step: number
  readonly why: string
}

export interface CheckpointLister {
  /** By their headers. Each is read once while its file stays as it is. Throws an OddFileError when their folder is none. */
  list(runFolder: string, run: string): CheckpointList
  /** Reads a checkpoint whole, and lists it as unusable from then on if it is. Gives why; null when it is whole. */
  verify(runFolder: string, step: number): Promise<string | null>
  /** Whether it was read whole since its file was written. */
  isVerified(runFolder: string, step: number): boolean
}

/** How many files are remembered: those of a few runs with long archives. */
const mostKnown = 5_000

export function checkpointLister(): CheckpointLister {
  const known = new Map<string, { readonly stamp: string; readonly facts: Reading<CheckpointFacts>; readonly whole: boolean }>()
  const remember = (path: string, stamp: string, facts: Reading<CheckpointFacts>, whole: boolean): void => {
    known.delete(path)
    known.set(path, { stamp, facts, whole })
    const [oldest] = known.keys()
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
  }
  return {
    list(runFolder, run) {
      const usable: ListedCheckpoint[] = []
      const unusable: UnusableCheckpoint[] = []
      for (const step of checkpointSteps(runFolder)) {
        const path = checkpointPath(runFolder, step)
        const found = look(path)
        if (found === null) continue
        const kept = known.get(path)
        const isKnown = kept?.stamp === found.stamp
        const facts = isKnown ? kept.facts : readCheckpointFacts(path)
        // A trainer removes those that need not be kept at any moment: what is not the file looked at any more is no damage.
        if (!facts.ok && look(path)?.stamp !== found.stamp) continue
        remember(path, found.stamp, facts, isKnown && kept.whole)
        if (facts.ok) usable.push(listed(step, found.bytes, facts.value, run))
        else unusable.push({ step, why: facts.why })
      }
      return { usable, unusable }
    },
    async verify(runFolder, step) {
      const path = checkpointPath(runFolder, step)
      const found = look(path)
      const facts = await verifyCheckpoint(path)
      if (found !== null) remember(path, found.stamp, facts, true)
      return facts.ok ? null : facts.why
    },
    isVerified(runFolder, step) {
      const path = checkpointPath(runFolder, step)
      const kept = known.get(path)
      return kept !== undefined && kept.whole && kept.stamp === look(path)?.stamp
    },
  }
}

/** A file's size, and what is another for another file; null where none is there. */
function look(path: string): { readonly bytes: number; readonly stamp: string } | null {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found ? { bytes: found.size, stamp: `${found.size} ${found.mtimeMs} ${found.ino}` } : null
}

function listed(step: number, bytes: number, { run, position, savedAt }: CheckpointFacts, of: string): ListedCheckpoint {
  const isMeasured = run === of && position.error !== 'not-finite'
  return { step, bytes, savedAt, error: isMeasured ? position.error : null }
}

/** Why each is kept, newest first; those that need not be are there without a reason. */
export function describeCheckpoints(all: readonly ListedCheckpoint[], recipe: Recipe, epochSteps: number): Checkpoint[] {
  const { last, best, archive } = recipe.checkpoints
  const every = archive && lengthInSteps(archive, epochSteps)
  const measured = all.filter(({ error }) => error !== null)
  // Of equal ones the earliest, as the run itself holds it.
  const leader = measured.reduceRight<ListedCheckpoint | null>(
    (least, one) => (least === null || (one.error ?? 1) < (least.error ?? 1) ? one : least),
    null,
  )
  return all.map((one, index) => {
    const kept: Checkpoint['kept'][number][] = []
    if (index < last) kept.push('last')
    if (best && one === leader) kept.push('best')
    if (every !== null && one.step > 0 && one.step % every === 0) kept.push('archive')
    return { step: one.step, bytes: one.bytes, savedAt: one.savedAt, kept }
  })
}

/** Steps of those to remove: what has no reason, and then, until the rest is within the budget, archives, older ones and the best. */
export function checkpointsToRemove(described: readonly Checkpoint[], budgetBytes: number): number[] {
  const [newest, ...others] = described
  if (newest === undefined) return []
  const removed = others.filter(({ kept }) => kept.length === 0)
  const kept = others.filter((one) => one.kept.length > 0)
  const oldestFirst = kept.toReversed()
  const dispensable = [
    ...oldestFirst.filter((one) => one.kept.join() === 'archive'),
    ...oldestFirst.filter((one) => one.kept.includes('last') && !one.kept.includes('best')),
    ...oldestFirst.filter((one) => one.kept.includes('best')),
  ]
  let bytes = [newest, ...kept].reduce((sum, one) => sum + one.bytes, 0)
  for (const one of dispensable) {
    if (bytes <= budgetBytes) break
    bytes -= one.bytes
    removed.push(one)
  }
  return removed.map(({ step }) => step)
}

export interface CheckpointKeeper {
  /** Brings a checkpoint to the disk, and removes those that need not be kept any more. Gives its size in bytes. */
  save(position: Position, state: Tensors): number
}

/** What a trainer that was killed left half written: no other name of this folder is removed but a checkpoint's own. */
const halfWritten = /^step-\d{8,}\.safetensors\.\d+-\d+\.tmp$/

/** For the trainer, who alone writes here; what an earlier one left half written is removed. Throws an OddFileError when the folder is none. */
export function keepCheckpoints(
  runFolder: string,
  { recipe, stepsPerEpoch, id }: Pick<RunRecord, 'id' | 'recipe' | 'stepsPerEpoch'>,
  now: () => number,
): CheckpointKeeper {
  const folder = join(runFolder, checkpointFolder)
  const { list } = checkpointLister()
  for (const name of namesInFolder(folder)) if (halfWritten.test(name)) rmSync(join(folder, name), { force: true })
  return {
    save(position, state) {
      if (!isFolder(folder)) {
        mkdirSync(folder)
        syncFolder(runFolder)
      }
      const facts = { run: id, recipe, position, savedAt: now() }
      const bytes = writeCheckpoint(checkpointPath(runFolder, position.step), facts, state)
      const described = describeCheckpoints(list(runFolder, id).usable, recipe, stepsPerEpoch)
      for (const step of checkpointsToRemove(described, recipe.checkpoints.budgetMegabytes * 1e6)) {
        rmSync(checkpointPath(runFolder, step), { force: true })
      }
      return bytes
    },
  }
}

export interface FoundCheckpoint {
  /** Null when there is none. */
  readonly checkpoint: ReadCheckpoint | null
  /** The newer ones, which are not. */
  readonly unusable: readonly UnusableCheckpoint[]
}

/** The newest checkpoint that is whole and is of this run: `misfit` says, as the end of a sentence, why one is not. */
export function openNewestCheckpoint(runFolder: string, misfit: (checkpoint: ReadCheckpoint) => string | null): FoundCheckpoint {
  const unusable: UnusableCheckpoint[] = []
  for (const step of checkpointSteps(runFolder)) {
    const read = readCheckpoint(checkpointPath(runFolder, step))
    const why = read.ok ? misfit(read.value) : read.why
    if (read.ok && why === null) return { checkpoint: read.value, unusable }
    unusable.push({ step, why: why ?? '' })
  }
  return { checkpoint: null, unusable }
}

/** Gives a checkpoint another name, so that it is not taken for one later. */
export function putAside(runFolder: string, step: number): void {
  const path = checkpointPath(runFolder, step)
  try {
    renameDurably(path, `${path}.damaged`)
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT') throw thrown
  }
}

/** Puts a copy of a run's checkpoint into the folder of a branch. Throws a Failure when it is gone or not whole. */
export function copyCheckpoint(runFolder: string, step: number, branchFolder: string): void {
  const to = checkpointPath(branchFolder, step)
  mkdirSync(dirname(to))
  const why = copyOf(checkpointPath(runFolder, step), to)
  if (why !== null) {
    throw new Failure(
      'checkpoint-damaged',
      `The checkpoint of step ${step} cannot be used: ${why}.`,
      'Choose another of its checkpoints.',
    )
  }
  syncFolder(dirname(to))
}

/** Gives why there is no copy, as the end of a sentence. The run it is of may be at work, and remove it at any moment. */
function copyOf(from: string, to: string): string | null {
  try {
    if (!regularFileAt(from)) return 'it is gone'
    copyFileSync(from, to)
  } catch (thrown) {
    if (thrown instanceof OddFileError) return thrown.message
    if (systemCode(thrown) === 'ENOENT') return 'it is gone'
    throw thrown
  }
  const copy = openSync(to, 'r+')
  try {
    fsyncSync(copy)
  } finally {
    closeSync(copy)
  }
  const read = readCheckpoint(to)
  return read.ok ? null : read.why
}
