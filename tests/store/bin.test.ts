/** The bin: what is in it is told, comes back whole, or gives its space back for good. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { sampleArchitecture, sampleRecord, temporaryFolder } from './support/samples.ts'

/** A library with runs in its bin, each with a checkpoint's worth of bytes. */
function withDeleted(...ids: readonly string[]): { folder: string; library: Library } {
  const folder = temporaryFolder()
  const library = openLibrary(folder)
  for (const id of ids) {
    library.runs.add(sampleRecord(id))
    library.runs.begin(id)
    library.runs.end(id, { kind: 'stopped', step: 0 })
    writeFileSync(join(library.runs.folder(id), 'weights'), new Uint8Array(100_000))
    library.runs.remove([id])
  }
  return { folder, library }
}

const binOf = (folder: string): string[] => readdirSync(join(folder, 'bin')).sort()

test('what was deleted is listed with its name, design, data set and size', () => {
  const { library } = withDeleted('one', 'two')
  const deleted = library.runs.deleted()
  expect(deleted.map(({ id }) => id).sort()).toEqual(['one', 'two'])
  const record = sampleRecord('one')
  expect(deleted.find(({ id }) => id === 'one')).toMatchObject({
    record: { name: record.name, design: record.architecture.name, dataset: record.dataset, createdAt: record.createdAt },
  })
  for (const { bytes } of deleted) expect(bytes).toBeGreaterThan(100_000)
  library.close()
})

test('purging frees what was said, at once, and of what was asked for only', () => {
  const { folder, library } = withDeleted('one', 'two')
  const said = library.runs.deleted().find(({ id }) => id === 'one')?.bytes
  expect(library.runs.purge(['one'])).toBe(said)
  expect(binOf(folder)).toEqual(['two'])
  expect(() => library.runs.purge(['one'])).toThrow('no run one in the bin')
  expect(() => library.runs.restore(['one'])).toThrow('no run one in the bin')
  library.close()
})

test('a removal that was cut short is not restored as half a run, is still told, and can be finished', () => {
  const { folder, library } = withDeleted('one')
  renameSync(join(folder, 'bin', 'one'), join(folder, 'bin', 'one.purged'))
  rmSync(join(folder, 'bin', 'one.purged', 'run.json'))
  expect(() => library.runs.restore(['one'])).toThrow('no run one in the bin')
  expect(library.runs.deleted()).toMatchObject([{ id: 'one', record: null }])
  expect(library.runs.purge(['one'])).toBeGreaterThan(100_000)
  expect(binOf(folder)).toEqual([])
  library.close()
})

test('a run that cannot be read is listed, restored as it is, and purged', () => {
  const { folder, library } = withDeleted('one')
  writeFileSync(join(folder, 'bin', 'one', 'run.json'), '{')
  expect(library.runs.deleted()).toMatchObject([{ id: 'one', record: null }])
  library.runs.restore(['one'])
  expect(existsSync(join(folder, 'runs', 'one', 'weights'))).toBe(true)
  library.close()
})

test('files of others in the bin, and where links lead, are left alone', () => {
  const { folder, library } = withDeleted('one')
  const elsewhere = temporaryFolder()
  writeFileSync(join(elsewhere, 'mine'), 'mine')
  symlinkSync(elsewhere, join(folder, 'bin', 'link'))
  symlinkSync(elsewhere, join(folder, 'bin', 'one', 'link'))
  writeFileSync(join(folder, 'bin', 'note'), 'a file')
  mkdirSync(join(folder, 'bin', '.hidden'))
  expect(library.runs.deleted().map(({ id }) => id)).toEqual(['one'])
  expect(() => library.runs.purge(['link'])).toThrow('no run link')
  library.runs.purge(['one'])
  expect(readdirSync(elsewhere)).toEqual(['mine'])
  expect(binOf(folder)).toEqual(['.hidden', 'link', 'note'])
  library.close()
})

test('neither deleting nor restoring ever puts a run over another of its id', () => {
  const { folder, library } = withDeleted('one')
  cpSync(join(folder, 'bin', 'one'), join(folder, 'runs', 'one'), { recursive: true })
  expect(() => library.runs.restore(['one'])).toThrow('There is a run one in the library already')
  expect(() => library.runs.remove(['one'])).toThrow('There is a run one in the bin already')
  library.close()
})

test('of several, one that another window restored or purged meanwhile keeps no other from coming back, or from going', () => {
  const { folder, library } = withDeleted('one', 'two', 'three')
  library.runs.restore(['one'])
  expect(() => library.runs.restore(['one', 'two'])).toThrow('no run one in the bin')
  expect(binOf(folder)).toEqual(['three'])
  expect(() => library.runs.purge(['two', 'three'])).toThrow('no run two in the bin')
  expect(binOf(folder)).toEqual([])
  expect(
    library.runs
      .summaries(() => null)
      .map(({ record }) => record.id)
      .sort(),
  ).toEqual(['one', 'two'])
  library.close()
})

test('a deleted design is listed and purged; one that is not deleted cannot be', () => {
  const library = openLibrary(temporaryFolder(), () => 7)
  library.designs.save('kept', sampleArchitecture, [])
  library.designs.save('gone', { ...sampleArchitecture, name: 'gone' }, [])
  library.designs.remove('gone')
  const [deleted, ...others] = library.designs.deleted()
  expect(others).toEqual([])
  expect(deleted).toMatchObject({ id: 'gone', name: 'gone', deletedAt: 7 })
  expect(library.designs.purge('gone')).toBe(deleted?.bytes)
  expect(library.designs.deleted()).toEqual([])
  expect(() => library.designs.purge('kept')).toThrow('not in the bin')
  expect(library.designs.list().map(({ id }) => id)).toEqual(['kept'])
  library.close()
})
