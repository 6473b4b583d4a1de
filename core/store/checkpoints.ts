/** The checkpoints of a run: files `checkpoints/step-00000400.safetensors` in its folder, and which of them are kept. */
import { closeSync, copyFileSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { renameDurably, syncFolder } from '../files/durable.ts'
import { Failure, systemCode } from '../files/failure.ts'
import type { Tensors } from '../files/safetensors.ts'
import type { Position } from './position.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { lengthInSteps } from '../recipe/schedule.ts'
import { readCheckpoint, readCheckpointFacts, writeCheckpoint, type ReadCheckpoint } from './checkpoint-file.ts'
import type { Checkpoint, RunRecord } from './run.ts'

export const checkpointFolder = 'checkpoints'
const namePattern = /^step-(\d{8,})\.safetensors$/

export function checkpointPath(runFolder: string, step: number): string {
  return join(runFolder, checkpointFolder, `step-${String(step).padStart(8, '0')}.safetensors`)
}

/** Steps of a run's checkpoints, newest first, by their names alone. */
export function checkpointSteps(runFolder: string): number[] {
  return namesIn(join(runFolder, checkpointFolder))
    .flatMap((name) => namePattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a)
}

/** A checkpoint as its file says, or as little as is known of one that is damaged. */
export interface ListedCheckpoint {
  readonly step: number
  readonly bytes: number
  readonly savedAt: number
  /** Error that the run followed; null where it was not evaluated, or by another run, or where its loss was not finite. */
  readonly error: number | null
}

/** Reads headers, and each only once while its file stays as it is. */
export function checkpointLister(): (runFolder: string, run: string) => ListedCheckpoint[] {
  const known = new Map<string, { stamp: string; listed: ListedCheckpoint | null }>()
  return (runFolder, run) =>
    checkpointSteps(runFolder).flatMap((step) => {
      const path = checkpointPath(runFolder, step)
      const found = statSync(path, { throwIfNoEntry: false })
      if (!found) return []
      const stamp = `${found.size} ${found.mtimeMs} ${found.ino}`
      const kept = known.get(path)
      const listed = kept?.stamp === stamp ? kept.listed : listOne(path, step, found.size, run)
      known.set(path, { stamp, listed })
      return listed ?? []
    })
}

function listOne(path: string, step: number, bytes: number, run: string): ListedCheckpoint | null {
  const facts = readCheckpointFacts(path)
  if (!facts.ok) return null
  const { savedAt, position } = facts.value
  const isMeasured = facts.value.run === run && position.error !== 'not-finite'
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

/** For the trainer, who alone writes here; what an earlier one left half written is removed. */
export function keepCheckpoints(runFolder: string, record: RunRecord, now: () => number): CheckpointKeeper {
  const { recipe, stepsPerEpoch, id } = record
  const folder = join(runFolder, checkpointFolder)
  const list = checkpointLister()
  for (const name of namesIn(folder)) if (name.endsWith('.tmp')) rmSync(join(folder, name), { force: true })
  return {
    save(position, state) {
      if (mkdirSync(folder, { recursive: true })) syncFolder(runFolder)
      const facts = { run: id, recipe, position, savedAt: now() }
      const bytes = writeCheckpoint(checkpointPath(runFolder, position.step), facts, state)
      const described = describeCheckpoints(list(runFolder, id), recipe, stepsPerEpoch)
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
  /** In a person's words: the newer ones that are not, and what they are called now. */
  readonly refused: readonly string[]
}

/**
 * The newest checkpoint that is whole and is of this run: `misfit` says, as the end of a sentence, why one is not. Newer ones are put aside under
 * another name, so that none is taken for it later.
 */
export function openNewestCheckpoint(runFolder: string, misfit: (checkpoint: ReadCheckpoint) => string | null): FoundCheckpoint {
  const refused: string[] = []
  for (const step of checkpointSteps(runFolder)) {
    const path = checkpointPath(runFolder, step)
    const read = readCheckpoint(path)
    const why = read.ok ? misfit(read.value) : read.why
    if (read.ok && why === null) return { checkpoint: read.value, refused }
    refused.push(`The checkpoint of step ${step} cannot be used: ${why}.${putAside(path)}`)
  }
  return { checkpoint: null, refused }
}

function putAside(path: string): string {
  try {
    renameDurably(path, `${path}.damaged`)
    return ' It was kept with .damaged after its name.'
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return ''
    throw thrown
  }
}

/** Puts a copy of a run's checkpoint into the folder of a branch. Throws a Failure when it is gone or not whole. */
export function copyCheckpoint(runFolder: string, step: number, branchFolder: string): void {
  const to = checkpointPath(branchFolder, step)
  mkdirSync(dirname(to))
  copyIfThere(checkpointPath(runFolder, step), to)
  const copy = readCheckpoint(to)
  if (!copy.ok) {
    throw new Failure(
      'checkpoint-damaged',
      `The checkpoint of step ${step} cannot be used: ${copy.why}.`,
      'Choose another of its checkpoints.',
    )
  }
  syncFolder(dirname(to))
}

/** The run it is of may be at work, and remove it at any moment. */
function copyIfThere(from: string, to: string): void {
  try {
    copyFileSync(from, to)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return
    throw thrown
  }
  const copy = openSync(to, 'r+')
  try {
    fsyncSync(copy)
  } finally {
    closeSync(copy)
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return []
    throw thrown
  }
}
