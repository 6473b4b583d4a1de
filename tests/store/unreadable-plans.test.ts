/** Sweeps and studies that this Stagecraft cannot read: told, left as they are, and no reason for the library not to open. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openLibrary } from '../../core/store/library.ts'
import { temporaryFolder } from './support/samples.ts'

test.each([
  [
    'studies',
    'study',
    `INSERT INTO studies (id, study, state, taken, made_at) VALUES ('of-tomorrow', '{"format":"stagecraft-study","version":9}', '{"kind":"going"}', '[]', 1)`,
  ],
  [
    'studies',
    'study',
    `INSERT INTO studies (id, study, state, taken, made_at) VALUES ('of-tomorrow', '{"form', '{"kind":"going"}', '[]', 1)`,
  ],
  [
    'sweeps',
    'sweep',
    `INSERT INTO sweeps (id, plan, state, made_at) VALUES ('of-tomorrow', '{"format":"stagecraft-sweep","version":9}', '{"kind":"going"}', 1)`,
  ],
] as const)('of %s', (table, what, insert) => {
  const folder = temporaryFolder()
  const raw = <T>(use: (database: Database.Database) => T): T => {
    const database = new Database(join(folder, 'library.db'))
    try {
      return use(database)
    } finally {
      database.close()
    }
  }
  const rows = () => raw((database) => database.prepare(`SELECT * FROM ${table}`).all())
  openLibrary(folder).close()
  raw((database) => database.exec(insert))
  const before = rows()
  const library = openLibrary(folder)
  onTestFinished(() => library.close())
  expect(library[table].list()).toEqual([])
  expect(library[table].get('of-tomorrow')).toBeNull()
  expect(library.notices).toEqual([
    {
      about: 'library',
      text: expect.stringMatching(
        new RegExp(`^The ${what} of-tomorrow cannot be read \\(.+\\)\\. It is left as it is`),
      ) as string,
    },
  ])
  library.close()
  expect(rows()).toEqual(before)
})
