/** A damaged file is kept under another name: somebody may still rescue something from it. */
import { existsSync, renameSync } from 'node:fs'
import { syncFolder } from '../files/durable.ts'
import { dirname } from 'node:path'

/** Renames the database and its log, and gives its new path. */
export function quarantine(path: string): string {
  let number = 1
  while (existsSync(`${path}.damaged-${number}`)) number += 1
  const kept = `${path}.damaged-${number}`
  renameSync(path, kept)
  // Without its log a database may lack its newest commits. The index of the log is remade by who opens it.
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${kept}-wal`)
  if (existsSync(`${path}-shm`)) renameSync(`${path}-shm`, `${kept}-shm`)
  syncFolder(dirname(path))
  return kept
}
