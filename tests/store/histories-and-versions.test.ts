/** Undo histories and saved versions in the library: what is kept of them, over restarts, from old files, and within bounds. */
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeArchitecture } from '../../core/architecture/file-format.ts'
import { libraryDatabase } from '../../core/store/database.ts'
import { mostKeptSteps } from '../../core/architecture/history.ts'
import type { KeptStep, SentHistory } from '../../core/store/design-histories.ts'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { sampleArchitecture, temporaryFolder } from './support/samples.ts'

const step = (key: string): KeptStep => ({
  key,
  label: `did ${key}`,
  time: 1,
  architecture: { ...sampleArchitecture, name: key },
  variant: key === '2' ? { base: 'other', changes: [{ kind: 'plain-twin' }] } : null,
})
const sent = (order: string[], at = order.length - 1, fresh = order): SentHistory => ({ order, at, steps: fresh.map(step) })
const save = (library: Library, id: string, history: SentHistory): void => {
  const { architecture } = step(history.order[history.at] ?? '')
  library.designs.save(
    id,
    architecture,
    library.designs.list().map((design) => design.architecture),
    null,
    history,
  )
}
const keysOf = (library: Library, id: string) => library.designs.history(id)?.steps.map(({ key }) => key)

test('a history is found again after a restart as it was, undone steps too; only new steps need to be sent', () => {
  const folder = temporaryFolder()
  const before = openLibrary(folder)
  save(before, 'a', sent(['1']))
  save(before, 'a', sent(['1', '2', '3'], 2, ['2', '3']))
  save(before, 'a', sent(['1', '2', '3'], 1, []))
  before.close()
  const after = openLibrary(folder)
  expect(after.designs.history('a')).toEqual({ steps: ['1', '2', '3'].map(step), at: 1 })
  expect(after.designs.history('b')).toBeNull()
  save(after, 'a', sent(['1', '2', '4'], 2, ['4']))
  expect(keysOf(after, 'a')).toEqual(['1', '2', '4'])
  after.close()
})

test('whatever is sent in whatever order, what is kept is what was sent last', () => {
  const library = openLibrary(temporaryFolder())
  const orders = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(fc.array(fc.tuple(orders, fc.nat()), { minLength: 1, maxLength: 6 }), (saves) => {
      for (const [order, place] of saves) {
        const at = place % order.length
        save(library, 'any', sent(order, at))
        expect(library.designs.history('any')).toEqual({ steps: order.map(step), at })
      }
    }),
    { numRuns: 30 },
  )
  library.close()
})

test('a step that another window has dropped ends what can be undone there', () => {
  const library = openLibrary(temporaryFolder())
  save(library, 'a', sent(['1', '2']))
  save(library, 'a', sent(['1', 'gone', '3', '4'], 2, ['3', '4']))
  expect(library.designs.history('a')).toEqual({ steps: [step('3'), step('4')], at: 0 })
  library.close()
})

test('of large states as many are kept as a million bytes hold, the present one always, those before it first', () => {
  const library = openLibrary(temporaryFolder())
  const [stage] = sampleArchitecture.stages
  if (!stage) throw new Error('No stage.')
  const stages = Array.from({ length: 64 }, () => stage)
  const large = (key: string): KeptStep => ({ ...step(key), architecture: { ...sampleArchitecture, name: key, stages } })
  const order = Array.from({ length: mostKeptSteps }, (_, index) => String(index))
  const bytes = Buffer.byteLength(writeArchitecture(large('100').architecture))
  library.designs.save('a', sampleArchitecture, [], null, { order, at: 150, steps: order.map(large) })
  const kept = library.designs.history('a')
  expect(kept?.steps[kept.at]?.key).toBe('150')
  expect(kept?.steps.length).toBe(Math.min(mostKeptSteps, Math.floor(1_000_000 / bytes)))
  expect(kept?.at).toBe(Math.min(150, Math.floor(1_000_000 / bytes) - 1))
  library.close()
})

test('versions are immutable copies, newest first, renamed, put into the bin and taken out', () => {
  const folder = temporaryFolder()
  let time = 0
  const library = openLibrary(folder, () => (time += 1))
  const { designs, versions } = library
  designs.save('a', sampleArchitecture, [])
  const first = versions.save('a', 'first try', sampleArchitecture)
  designs.save('a', { ...sampleArchitecture, name: 'changed' }, [sampleArchitecture])
  const second = versions.save('a', 'second', { ...sampleArchitecture, name: 'changed' })
  expect(versions.list('a').map(({ name, architecture }) => [name, architecture.name])).toEqual([
    ['second', 'changed'],
    ['first try', 'small'],
  ])
  versions.rename(second.id, 'better')
  versions.remove(first.id)
  expect(versions.list('a').map(({ name }) => name)).toEqual(['better'])
  expect(versions.deleted()).toMatchObject([{ id: first.id, name: 'first try', design: 'changed' }])
  versions.restore(first.id)
  library.close()
  const again = openLibrary(folder)
  expect(again.versions.list('a')).toHaveLength(2)
  expect(() => again.versions.purge(first.id)).toThrow('not in the bin')
  again.versions.remove(first.id)
  expect(again.versions.purge(first.id)).toBe(Buffer.byteLength(writeArchitecture(sampleArchitecture)))
  expect(() => again.versions.remove(first.id)).toThrow('not in the library')
  expect(() => again.versions.save('absent', 'x', sampleArchitecture)).toThrow('This design is not in the library')
  again.close()
})

test('history and versions go with their design, into the bin, out of it, and for good', () => {
  const library = openLibrary(temporaryFolder())
  save(library, 'a', sent(['1', '2']))
  library.versions.save('a', 'kept', sampleArchitecture)
  library.designs.remove('a')
  const size = (name: string): number => Buffer.byteLength(writeArchitecture({ ...sampleArchitecture, name }))
  // The design, its two steps, and its version.
  expect(library.designs.deleted()[0]?.bytes).toBe(size('2') + size('1') + size('2') + size('small'))
  library.designs.restore('a')
  expect(keysOf(library, 'a')).toEqual(['1', '2'])
  expect(library.versions.list('a')).toHaveLength(1)
  library.designs.remove('a')
  library.designs.purge('a')
  expect([library.designs.history('a'), library.versions.list('a')]).toEqual([null, []])
  library.close()
})

test('a library from before there were histories and versions is brought up to date with its designs', () => {
  const folder = temporaryFolder()
  const database = new Database(join(folder, 'library.db'))
  for (const file of ['0001-library.sql', '0002-resumed.sql'])
    database.exec(readFileSync(new URL(file, libraryDatabase.folder), 'utf8'))
  database.pragma(`application_id = ${libraryDatabase.applicationId}`)
  database.pragma('user_version = 2')
  database.prepare('INSERT INTO designs VALUES (?, ?, 1, NULL)').run('old', writeArchitecture(sampleArchitecture))
  database.close()
  const library = openLibrary(folder)
  expect(library.designs.list()).toMatchObject([{ id: 'old', architecture: sampleArchitecture }])
  expect(library.designs.history('old')).toBeNull()
  save(library, 'old', sent(['1', '2']))
  expect(keysOf(library, 'old')).toEqual(['1', '2'])
  library.close()
})
