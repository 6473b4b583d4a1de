/** Saved versions: states of a design under names, which nothing changes any more. They go with their design when that is purged. */
import { randomUUID } from 'node:crypto'
import type { Architecture } from '../architecture/architecture.ts'
import { readArchitecture, writeArchitecture } from '../architecture/file-format.ts'
import { Failure } from '../files/failure.ts'
import type { LibraryDatabase } from './library-database.ts'

export interface Version {
  readonly id: string
  readonly name: string
  /** Milliseconds since 1970. */
  readonly savedAt: number
  readonly architecture: Architecture
}

export interface DeletedVersion {
  readonly id: string
  readonly name: string
  /** Name of its design; null where that cannot be read. */
  readonly design: string | null
  readonly bytes: number
  readonly deletedAt: number
}

export interface DesignVersions {
  /** Newest first, without those in the bin. One that this Stagecraft cannot read is left where it is and not listed. */
  list(design: string): Version[]
  /** On the disk when it returns. Throws a Failure `no-such-design`. */
  save(design: string, name: string, architecture: Architecture): Version
  /** Throws a Failure `no-such-version`. */
  rename(id: string, name: string): void
  /** Puts a version into the bin. Throws a Failure `no-such-version`. */
  remove(id: string): void
  restore(id: string): void
  /** Those in the bin, newest deletion first. */
  deleted(): DeletedVersion[]
  /** Removes a version of the bin for good; gives the bytes of its text. Throws a Failure `no-such-version`. */
  purge(id: string): number
}

interface VersionRow {
  id: string
  name: string
  saved_at: number
  architecture: string
}

export function openDesignVersions({ connection, change }: LibraryDatabase, now: () => number): DesignVersions {
  const list = connection.prepare<[string], VersionRow>(
    'SELECT id, name, saved_at, architecture FROM versions WHERE design = ? AND removed_at IS NULL ORDER BY saved_at DESC, id',
  )
  const design = connection.prepare<[string], string>('SELECT id FROM designs WHERE id = ?').pluck()
  const insert = connection.prepare('INSERT INTO versions (id, design, name, saved_at, architecture) VALUES (?, ?, ?, ?, ?)')
  const rename = connection.prepare('UPDATE versions SET name = ? WHERE id = ?')
  const bin = connection.prepare('UPDATE versions SET removed_at = ? WHERE id = ?')
  const deleted = connection.prepare<[], { id: string; name: string; design: string; bytes: number; removed_at: number }>(
    `SELECT versions.id, name, designs.architecture AS design, length(CAST(versions.architecture AS BLOB)) AS bytes, versions.removed_at
     FROM versions JOIN designs ON designs.id = design WHERE versions.removed_at IS NOT NULL ORDER BY versions.removed_at DESC, versions.id`,
  )
  const purge = connection
    .prepare<[string], number>(
      'DELETE FROM versions WHERE id = ? AND removed_at IS NOT NULL RETURNING length(CAST(architecture AS BLOB))',
    )
    .pluck()
  const changeOne = (run: () => { changes: number }): void => {
    if (change(run).changes === 0)
      throw new Failure('no-such-version', 'This version is not in the library.', 'It may have been purged with its design.')
  }

  return {
    list: (of) =>
      list.all(of).flatMap(({ id, name, saved_at: savedAt, architecture }) => {
        const read = readArchitecture(architecture)
        return read.ok ? [{ id, name, savedAt, architecture: read.architecture }] : []
      }),
    save(of, name, architecture) {
      const version = { id: randomUUID(), name, savedAt: now(), architecture }
      change(() => {
        if (design.get(of) === undefined)
          throw new Failure('no-such-design', 'This design is not in the library.', 'Save it, then save the version again.')
        insert.run(version.id, of, name, version.savedAt, writeArchitecture(architecture))
      })
      return version
    },
    rename: (id, name) => changeOne(() => rename.run(name, id)),
    remove: (id) => changeOne(() => bin.run(now(), id)),
    restore: (id) => changeOne(() => bin.run(null, id)),
    deleted: () =>
      deleted.all().map(({ id, name, design: text, bytes, removed_at: deletedAt }) => {
        const read = readArchitecture(text)
        return { id, name, design: read.ok ? read.architecture.name : null, bytes, deletedAt }
      }),
    purge(id) {
      const bytes = change(() => purge.get(id))
      if (bytes === undefined)
        throw new Failure('no-such-version', 'This version is not in the bin.', 'It may have been restored or purged.')
      return bytes
    },
  }
}
