/** A damaged file is kept under another name: somebody may still rescue something from it. */
import { copyFileSync, lstatSync, renameSync } from 'node:fs'
import { syncFolder } from '../files/durable.ts'
import { dirname } from 'node:path'

/** Renames the database and its log, and gives its new path. */
export function quarantine(path: string): string {
  const kept = freePath(path)
  // Without its log a database may lack its newest commits. The index of the log is remade by who opens it.
  for (const part of ['', '-wal', '-shm']) if (isThere(path + part)) renameSync(path + part, kept + part)
  syncFolder(dirname(path))
  return kept
}

/** Copies the database and its log as they are together, before the one that is there is gone on with. Gives the copy's path. */
export function quarantineCopy(path: string): string {
  const kept = freePath(path)
  for (const part of ['', '-wal']) if (isThere(path + part)) copyFileSync(path + part, kept + part)
  syncFolder(dirname(path))
  return kept
}

function freePath(path: string): string {
  let number = 1
  while (['', '-wal', '-shm'].some((part) => isThere(`${path}.damaged-${number}${part}`))) number += 1
  return `${path}.damaged-${number}`
}

/** Also a link that leads nowhere. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}
