/** Variants in the library: what their base becomes arrives in the transaction that saves it; nothing of their own is lost. */
import Database from 'better-sqlite3'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Architecture } from '../../core/architecture/architecture.ts'
import { writeArchitecture } from '../../core/architecture/file-format.ts'
import type { Change } from '../../core/architecture/variants.ts'
import { libraryDatabase } from '../../core/store/database.ts'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { sampleArchitecture, temporaryFolder } from './support/samples.ts'

const plainTwin: Change = { kind: 'plain-twin' }
const wide: Change = { kind: 'wide', k: 2 }
const base = { ...sampleArchitecture, name: 'base' }
const withWidth = (width: number): Architecture => ({ ...base, stages: base.stages.map((stage) => ({ ...stage, width })) })

function designOf(library: Library, id: string) {
  const design = library.designs.list().find((one) => one.id === id)
  if (!design) throw new Error(`There is no design ${id}.`)
  return design
}
const stageOf = (library: Library, id: string) => designOf(library, id).architecture.stages[0]

function withVariants(folder = temporaryFolder()): Library {
  const library = openLibrary(folder)
  library.designs.save('base', base, [])
  library.designs.save('twin', { ...base, name: 'twin' }, [], { base: 'base', changes: [plainTwin] })
  library.designs.save('wide', { ...base, name: 'wide' }, [], { base: 'base', changes: [wide] })
  return library
}

test('a variant is saved as its base and changes make it, and follows the base from then on, over restarts too', () => {
  const folder = temporaryFolder()
  const before = withVariants(folder)
  expect(stageOf(before, 'twin')).toMatchObject({ shortcut: 'none', width: 16 })
  expect(stageOf(before, 'wide')).toMatchObject({ shortcut: 'A', width: 32 })
  before.designs.save('base', withWidth(24), [base])
  before.close()
  const after = openLibrary(folder)
  expect(stageOf(after, 'twin')).toMatchObject({ shortcut: 'none', width: 24 })
  expect(stageOf(after, 'wide')).toMatchObject({ shortcut: 'A', width: 48 })
  expect(designOf(after, 'wide')).toMatchObject({
    architecture: { name: 'wide' },
    variant: { base: 'base', changes: [wide], baseState: 'saved', baseName: 'base' },
  })
  expect(designOf(after, 'base').variant).toBeNull()
  after.close()
})

test('a window that saves a variant of an old base saves its name and changes, and never an old state', () => {
  const library = withVariants()
  library.designs.save('base', withWidth(24), [base])
  const stale = { ...base, name: 'renamed' }
  expect(library.designs.save('twin', stale, [], { base: 'base', changes: [plainTwin] }).beside).toBeNull()
  expect(designOf(library, 'twin').architecture.name).toBe('renamed')
  expect(stageOf(library, 'twin')).toMatchObject({ shortcut: 'none', width: 24 })
  library.close()
})

test('a variant that is cut loose keeps its state and follows no more; linked again, it is what the base makes of it', () => {
  const library = withVariants()
  const { architecture } = designOf(library, 'twin')
  library.designs.save('twin', architecture, [architecture], null)
  library.designs.save('base', withWidth(24), [base])
  expect([stageOf(library, 'twin')?.width, designOf(library, 'twin').variant]).toEqual([16, null])
  library.designs.save('twin', architecture, [architecture], { base: 'base', changes: [plainTwin] })
  expect(stageOf(library, 'twin')).toMatchObject({ shortcut: 'none', width: 24 })
  library.close()
})

test('what another window has made of a design that was cut loose is kept beside a variant of it', () => {
  const library = withVariants()
  const { architecture } = designOf(library, 'twin')
  library.designs.save('twin', { ...architecture, name: 'loose' }, [architecture], null)
  const { beside } = library.designs.save('twin', architecture, [architecture], { base: 'base', changes: [plainTwin] })
  expect(beside?.name).toBe('twin, other window')
  expect(designOf(library, 'twin').architecture.name).toBe('loose')
  expect(designOf(library, beside?.id ?? '').variant?.base).toBe('base')
  library.close()
})

test('a deleted base leaves its variants with their last state, and they follow again once it is restored', () => {
  const library = withVariants()
  library.designs.remove('base')
  expect(designOf(library, 'twin').variant).toMatchObject({ baseState: 'deleted', baseName: 'base' })
  expect(stageOf(library, 'wide')).toMatchObject({ width: 32 })
  library.designs.restore('base')
  library.designs.save('base', withWidth(20), [base])
  expect(stageOf(library, 'wide')).toMatchObject({ width: 40 })
  library.designs.remove('base')
  library.designs.purge('base')
  expect(designOf(library, 'wide').variant).toMatchObject({ changes: [wide], baseState: 'purged', baseName: null })
  expect(stageOf(library, 'wide')).toMatchObject({ width: 40 })
  // Its changes are still its own: nothing to derive them from leaves its state alone.
  library.designs.save('wide', { ...designOf(library, 'wide').architecture, name: 'kept' }, [], { base: 'base', changes: [wide] })
  expect(designOf(library, 'wide').architecture).toMatchObject({ name: 'kept', stages: [{ width: 40 }] })
  library.close()
})

test('a variant in the bin follows as well, and one whose changes cannot be read stands with its last state', () => {
  const folder = temporaryFolder()
  const before = withVariants(folder)
  before.designs.remove('wide')
  before.close()
  const damaged = new Database(join(folder, 'library.db'))
  damaged.prepare('UPDATE designs SET changes = ? WHERE id = ?').run('[{"kind":"of the future"}]', 'twin')
  damaged.close()
  const library = openLibrary(folder)
  library.designs.save('base', withWidth(24), [base])
  expect([stageOf(library, 'twin')?.width, designOf(library, 'twin').variant]).toEqual([16, null])
  library.designs.restore('wide')
  expect(stageOf(library, 'wide')).toMatchObject({ width: 48 })
  library.close()
})

test('what two designs follow of each other, through a variant that was cut loose and linked again, ends', () => {
  const library = withVariants()
  const { architecture } = designOf(library, 'twin')
  library.designs.save('twin', architecture, [architecture], null)
  library.designs.save('wide twin', { ...base, name: 'wide twin' }, [], { base: 'twin', changes: [wide] })
  library.designs.save('twin', architecture, [architecture], { base: 'base', changes: [plainTwin] })
  library.designs.save('base', withWidth(24), [base])
  expect(stageOf(library, 'wide twin')).toMatchObject({ shortcut: 'none', width: 48 })
  library.designs.save('base', base, [withWidth(24)], { base: 'wide twin', changes: [wide] })
  expect(library.designs.list()).toHaveLength(4)
  library.close()
})

test('a library from before there were variants is brought up to date, its designs as they were', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'library.db')
  const older = new Database(path)
  for (const file of ['0001-library.sql', '0002-resumed.sql']) {
    older.exec(readFileSync(new URL(file, libraryDatabase.folder), 'utf8'))
  }
  older.prepare('INSERT INTO designs (id, architecture, saved_at) VALUES (?, ?, ?)').run('mine', writeArchitecture(base), 5)
  older.pragma(`application_id = ${libraryDatabase.applicationId}`)
  older.pragma('user_version = 2')
  older.close()
  const library = openLibrary(folder)
  expect(library.designs.list()).toEqual([{ id: 'mine', architecture: base, savedAt: 5, variant: null }])
  library.designs.save('twin', { ...base, name: 'twin' }, [], { base: 'mine', changes: [plainTwin] })
  expect(stageOf(library, 'twin')).toMatchObject({ shortcut: 'none' })
  library.close()
})
