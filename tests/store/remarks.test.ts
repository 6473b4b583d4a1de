/** What a person says of a run: kept in its folder, wherever that goes, and never at the cost of anything else. */
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { noRemarks } from '../../core/store/remarks.ts'
import { withoutTags, withTags } from '../../core/text/remarks.ts'
import { sampleRecord, temporaryFolder } from './support/samples.ts'

const dead = (): null => null

function makeNewer(path: string): void {
  const database = new Database(path)
  database.pragma('user_version = 99')
  database.close()
}

function withRun(folder = temporaryFolder(), id = 'run'): { folder: string; library: Library } {
  const library = openLibrary(folder)
  library.runs.add(sampleRecord(id))
  library.runs.begin(id)
  library.runs.end(id, { kind: 'stopped', step: 0 })
  return { folder, library }
}

test('what is said of a run is there after a restart, and run.json is as it was written', () => {
  const { folder, library } = withRun()
  const written = readFileSync(join(library.runs.folder('run'), 'run.json'), 'utf8')
  expect(library.runs.summary('run', dead)?.remarks).toEqual(noRemarks)
  const said = { name: 'better', tags: ['depth', 'paper'], notes: '# Why\n\nIt *works*.', favourite: true, archived: true }
  expect(library.runs.remark('run', said)).toEqual(noRemarks)
  expect(library.runs.remark('run', { favourite: false })).toEqual(said)
  library.close()
  const again = openLibrary(folder)
  const summary = again.runs.summary('run', dead)
  expect(summary?.remarks).toEqual({ ...said, favourite: false })
  expect(summary?.record.name).toBe('better')
  expect(summary?.bytes).toBeGreaterThan(written.length)
  expect(readFileSync(join(again.runs.folder('run'), 'run.json'), 'utf8')).toBe(written)
  again.runs.remark('run', { name: null })
  expect(again.runs.summary('run', dead)?.record.name).toBe(sampleRecord('run').name)
  again.close()
})

test('it goes with the folder: to the bin and back, to another library, and without library.db', () => {
  const { folder, library } = withRun()
  library.runs.remark('run', { name: 'kept', tags: ['a'] })
  library.runs.remove(['run'])
  expect(library.runs.deleted()[0]?.record?.name).toBe('kept')
  library.runs.restore(['run'])
  expect(library.runs.summary('run', dead)?.remarks.tags).toEqual(['a'])
  const runFolder = library.runs.folder('run')
  library.close()

  const other = temporaryFolder()
  mkdirSync(join(other, 'runs'))
  cpSync(runFolder, join(other, 'runs', 'run'), { recursive: true })
  const elsewhere = openLibrary(other)
  expect(elsewhere.runs.summary('run', dead)?.record.name).toBe('kept')
  elsewhere.close()

  for (const file of ['library.db', 'library.db.backup-1', 'library.db.backup-2', 'library.db.backup-3'])
    rmSync(join(folder, file), { force: true })
  const anew = openLibrary(folder)
  expect(anew.runs.summary('run', dead)?.record.name).toBe('kept')
  anew.close()
})

test('remarks of a newer Stagecraft are told as such, stop nothing else, and are not written over', () => {
  const { library } = withRun()
  const file = join(library.runs.folder('run'), 'remarks.json')
  const newer = JSON.stringify({ format: 'stagecraft-remarks', version: 2, name: 'from the future' })
  writeFileSync(file, newer)
  const summary = library.runs.summary('run', dead)
  expect(summary?.remarks).toEqual(noRemarks)
  expect(summary?.damage).toEqual([expect.objectContaining({ file: 'remarks.json' })])
  expect(() => library.runs.remark('run', { favourite: true })).toThrow(/not changed.*remarks\.json/)
  expect(readFileSync(file, 'utf8')).toBe(newer)
  library.close()
})

test('a library that is only shown refuses, and shows what was said', () => {
  const { folder, library } = withRun()
  library.runs.remark('run', { tags: ['a'] })
  library.views.save({ id: 'v', name: 'mine', view: { query: 'a' } })
  library.close()
  const shown = temporaryFolder()
  cpSync(folder, shown, { recursive: true })
  makeNewer(join(shown, 'library.db'))
  const only = openLibrary(shown)
  expect(only.runs.summary('run', dead)?.remarks.tags).toEqual(['a'])
  expect(only.views.list()).toHaveLength(1)
  expect(() => only.runs.remark('run', { tags: [] })).toThrow(/newer Stagecraft/)
  expect(() => only.views.remove('v')).toThrow(/newer Stagecraft/)
  only.close()
})

test('saved views are kept as they are, whatever is in them', () => {
  const folder = temporaryFolder()
  const library = openLibrary(folder)
  library.views.save({ id: '1', name: 'view 10', view: { of: 'the future', columns: [1] } })
  library.views.save({ id: '2', name: 'view 9', view: {} })
  library.views.save({ id: '2', name: 'view 9', view: { query: 'x' } })
  library.close()
  const again = openLibrary(folder)
  expect(again.views.list()).toEqual([
    { id: '2', name: 'view 9', view: { query: 'x' } },
    { id: '1', name: 'view 10', view: { of: 'the future', columns: [1] } },
  ])
  again.views.remove('2')
  expect(again.views.list().map(({ id }) => id)).toEqual(['1'])
  again.close()
})

test('tags are a set whatever their case: added once, and gone when they are taken off', () => {
  const tag = fc.constantFrom('a', 'A', 'b', ' B', 'é', 'e\u0301')
  fc.assert(
    fc.property(fc.array(tag), fc.array(tag), (some, more) => {
      const all = withTags(some, more)
      expect(withTags(all, more)).toEqual(all)
      expect(withTags(all, all)).toEqual(all)
      expect(withoutTags(all, more)).toEqual(withoutTags(withTags([], some), more))
    }),
  )
})
