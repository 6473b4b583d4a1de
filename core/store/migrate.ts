/** Brings a database to the newest form by numbered SQL files, each in a transaction of its own. */
import type Database from 'better-sqlite3'
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { renameDurably, temporaryName } from '../files/durable.ts'

export interface Migrations {
  /** Folder of files `0001-name.sql`, `0002-name.sql` and so on. */
  readonly folder: URL
  readonly applicationId: number
}

export function latestVersion({ folder }: Migrations): number {
  return listMigrations(folder).length
}

/** Runs what is missing. A database that holds something is first copied to `PATH.before-VERSION`; one without a path is a copy itself. */
export function migrate(database: Database.Database, path: string | null, { folder, applicationId }: Migrations): void {
  const version = Number(database.pragma('user_version', { simple: true }))
  const files = listMigrations(folder)
  if (version >= files.length) return
  if (version > 0 && path !== null) copyTo(database, `${path}.before-${files.length}`)
  files.slice(version).forEach((file, index) => {
    const sql = readFileSync(new URL(file, folder), 'utf8')
    database
      .transaction(() => {
        database.exec(sql)
        database.pragma(`application_id = ${applicationId}`)
        database.pragma(`user_version = ${version + index + 1}`)
      })
      .immediate()
  })
}

/** A whole and compact copy of the database under another name, as of now. */
export function copyTo(database: Database.Database, path: string): void {
  const temporary = temporaryName(path)
  try {
    database.prepare('VACUUM INTO ?').run(temporary)
    const copy = openSync(temporary, 'r+')
    try {
      fsyncSync(copy)
    } finally {
      closeSync(copy)
    }
    renameDurably(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
}

function listMigrations(folder: URL): string[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
  files.forEach((file, index) => {
    if (!file.startsWith(`${String(index + 1).padStart(4, '0')}-`)) throw new Error(`${file} is not migration ${index + 1}`)
  })
  return files
}
