/** The libraries that this person had open, in libraries.json of the user-data folder, newest first. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RecentLibrary } from '../preload/bridge.ts'

type Kept = Pick<RecentLibrary, 'folder' | 'openedAt'>

const mostKept = 12

/** None of a file that is missing or damaged: what is lost is a list, and no library. */
export function recentLibraries(file: string): RecentLibrary[] {
  let kept: unknown
  try {
    kept = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return []
  }
  const all: readonly unknown[] = Array.isArray(kept) ? kept : []
  return all.filter(isKept).map(({ folder, openedAt }) => ({ folder, openedAt, isThere: isLibrary(folder) }))
}

/** Puts it at the head of the list. */
export function rememberLibrary(file: string, folder: string, now: number): void {
  write(file, [{ folder, openedAt: now }, ...others(file, folder)].slice(0, mostKept))
}

export function forgetLibrary(file: string, folder: string): void {
  write(file, others(file, folder))
}

export const isLibrary = (folder: string): boolean => existsSync(join(folder, 'library.db'))

function others(file: string, folder: string): Kept[] {
  return recentLibraries(file)
    .filter((one) => one.folder !== folder)
    .map(({ folder: kept, openedAt }) => ({ folder: kept, openedAt }))
}

/** Whole, so that a crash leaves the old one. */
function write(file: string, kept: readonly Kept[]): void {
  writeFileSync(`${file}.new`, JSON.stringify(kept))
  renameSync(`${file}.new`, file)
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false
  return 'folder' in value && typeof value.folder === 'string' && 'openedAt' in value && typeof value.openedAt === 'number'
}
