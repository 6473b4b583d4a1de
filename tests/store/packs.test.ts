/** A whole run as one file: equal to the original in another library, or refused with nothing kept. */
import fc from 'fast-check'
import { spawnSync } from 'node:child_process'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createHash } from 'node:crypto'
import { pack as tarOf, type Header } from 'tar-stream'
import { expect, onTestFinished, test } from 'vitest'
import { startExport } from '../../core/export/run-export.ts'
import { writePack } from '../../core/export/of-runs/pack.ts'
import { isPathInside } from '../../core/export/of-runs/pack-contents.ts'
import { unpackRuns, type UnpackedRun } from '../../core/import/unpack.ts'
import { openForReading, runDatabase } from '../../core/store/database.ts'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { writeAndKill } from './support/killed.ts'
import { addMeasuredRun } from './support/measured-run.ts'
import { temporaryFolder } from './support/samples.ts'
import { smallDisk } from './support/small-disk.ts'

function library(folder = temporaryFolder()): Library {
  const opened = openLibrary(folder)
  onTestFinished(() => opened.close())
  return opened
}

function unpack(path: string, folder: string, signal = new AbortController().signal): Promise<UnpackedRun[]> {
  return unpackRuns(path, folder, { told: () => undefined, signal })
}

/** A pack of these runs in a folder of its own. */
async function packed(...folders: string[]): Promise<string> {
  const path = join(temporaryFolder(), 'pack')
  await writePack(path, folders, () => undefined)
  return path
}

function filesOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
  const files = paths.filter((path) => statSync(path).isFile() && !path.endsWith('-shm'))
  return Object.fromEntries(files.map((path) => [relative(folder, path), readFileSync(path).toString('base64')]))
}

function rowsOf(folder: string): unknown {
  const opened = openForReading(join(folder, 'metrics.db'), runDatabase)
  if (opened === null) throw new Error('There are no metrics.')
  const tables = ['attempts', 'steps', 'evaluations', 'controls', 'events', 'telemetry', 'telemetry_layouts', 'histograms']
  const rows = tables.map((table) => opened.connection.prepare(`SELECT * FROM ${table}`).all())
  opened.connection.close()
  return rows
}

test('runs in another library are equal to the originals, in every row and every byte', async () => {
  const from = library()
  const folders = [addMeasuredRun(from, 'one', 400), addMeasuredRun(from, 'two', 3)]
  symlinkSync('/etc/hosts', join(folders[0] ?? '', 'link'))
  const path = await packed(...folders)
  const to = library()
  expect(await unpack(path, to.folder)).toEqual([
    { id: 'one', name: 'one', outcome: 'new' },
    { id: 'two', name: 'two', outcome: 'new' },
  ])
  for (const folder of folders) {
    const there = join(to.folder, relative(from.folder, folder))
    const { link: _link, ...expected } = filesOf(folder)
    expect(filesOf(there)).toEqual(expected)
    expect(Object.keys(expected)).toEqual(expect.arrayContaining(['metrics.db', 'my notes.md', 'run.json', 'trainer.log']))
    expect(rowsOf(there)).toEqual(rowsOf(folder))
  }
  const none = (): null => null
  expect(to.runs.summaries(none)).toEqual(from.runs.summaries(none))
  expect(to.runs.checkpoints('one')).toEqual(from.runs.checkpoints('one'))
  expect(to.runs.events('one')).toEqual(from.runs.events('one'))
})

test('odd names are names: of the run, of its files, of the pack', async () => {
  const name = `“It’s” '$(x)' \`y\` 🧪 שלום ${'x'.repeat(60)}`
  const folder = addMeasuredRun(library(), 'one', 20, { name })
  for (const file of [`It's “odd” 🧪.md`, '$(touch evil) `x`.md', `${'ä'.repeat(98)}.md`]) writeFileSync(join(folder, file), 'x')
  const path = join(temporaryFolder(), `${'z'.repeat(200)} ' " $(x).stagecraft-runs`)
  await writePack(path, [folder], () => undefined)
  const to = library()
  expect(await unpack(path, to.folder)).toEqual([{ id: 'one', name, outcome: 'new' }])
  expect(filesOf(to.runs.folder('one'))).toEqual(filesOf(folder))
  expect(to.runs.summary('one', () => null)?.record.name).toBe(name)
})

test('equal runs make equal packs', async () => {
  const folder = addMeasuredRun(library(), 'one')
  const [first, second] = [await packed(folder), await packed(folder)]
  expect(readFileSync(first).equals(readFileSync(second))).toBe(true)
})

test('a run that is there already is said to be, in the library or in the bin, and stays as it is', async () => {
  const from = library()
  const path = await packed(addMeasuredRun(from, 'one'), addMeasuredRun(from, 'two'), addMeasuredRun(from, 'three'))
  const to = library()
  const kept = addMeasuredRun(to, 'one', 7)
  addMeasuredRun(to, 'two', 7)
  to.runs.remove(['two'])
  const before = filesOf(kept)
  expect((await unpack(path, to.folder)).map(({ outcome }) => outcome)).toEqual(['library', 'bin', 'new'])
  expect(filesOf(kept)).toEqual(before)
  expect((await unpack(path, to.folder)).map(({ outcome }) => outcome)).toEqual(['library', 'bin', 'library'])
})

test('a file that was changed or cut off anywhere is refused, or the change was in nothing that is kept', async () => {
  const original = addMeasuredRun(library(), 'one', 3)
  const bytes = readFileSync(await packed(original))
  const expected = filesOf(original)
  const changes = fc.oneof(
    fc.record({ at: fc.integer({ min: 0, max: bytes.length - 1 }), bit: fc.integer({ min: 0, max: 7 }) }),
    fc.record({ length: fc.integer({ min: 0, max: bytes.length - 1 }) }),
  )
  await fc.assert(
    fc.asyncProperty(changes, async (change) => {
      const changed = Buffer.from('length' in change ? bytes.subarray(0, change.length) : bytes)
      if ('at' in change) changed[change.at] = (changed[change.at] ?? 0) ^ (1 << change.bit)
      const folder = temporaryFolder()
      const path = join(folder, 'pack')
      writeFileSync(path, changed)
      const to = join(folder, 'library')
      mkdirSync(join(to, 'runs'), { recursive: true })
      try {
        await unpack(path, to)
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: expect.stringMatching(/^(no-pack|pack-damaged|pack-newer)$/) })
        expect(readdirSync(join(to, 'runs'))).toEqual([])
        return
      }
      expect(filesOf(join(to, 'runs', 'one'))).toEqual(expected)
    }),
    { numRuns: 200 },
  )
})

interface Member extends Partial<Header> {
  readonly name: string
  readonly content?: string
}

/** A tar of these members, as somebody with other intentions could make it. */
async function tarWith(...members: Member[]): Promise<string> {
  const tar = tarOf()
  for (const { content, ...header } of members) {
    if (content === undefined) tar.entry(header).end(undefined)
    else tar.entry(header, content)
  }
  tar.finalize()
  const path = join(temporaryFolder(), 'pack')
  await pipeline(tar, createWriteStream(path))
  return path
}

const contentsOf = (files: readonly { path: string; bytes: number }[], id = 'one'): Member => ({
  name: 'contents.json',
  content: JSON.stringify({ format: 'stagecraft-runs', version: 1, runs: [{ id, name: 'One', files }] }),
})

test('names that lead elsewhere, links, and more than was listed are refused, and nothing is written', async () => {
  const outside = (path: string): Member[] => [contentsOf([{ path, bytes: 1 }]), { name: `runs/one/${path}`, content: 'x' }]
  const hostile: Member[][] = [
    ...[
      '../../evil',
      '/etc/evil',
      'a/../../../evil',
      '..\\evil',
      'C:evil',
      'a\0b',
      '.',
      '',
      'a/./b',
      'evil.',
      'NUL',
      'aux.json',
      'a/Com1.md',
    ].map(outside),
    [contentsOf([{ path: 'a', bytes: 1 }], '../evil'), { name: 'runs/../evil/a', content: 'x' }],
    [contentsOf([{ path: 'a', bytes: 0 }]), { name: 'runs/one/a', type: 'symlink', linkname: '/etc/passwd' }],
    [contentsOf([{ path: 'a', bytes: 0 }]), { name: 'runs/one/a', type: 'link', linkname: '/etc/passwd' }],
    [contentsOf([{ path: 'a', bytes: 1 }]), { name: 'runs/one/b', content: 'x' }],
    [contentsOf([{ path: 'a', bytes: 1 }]), { name: 'runs/one/a', content: 'xx' }],
    [contentsOf([{ path: 'a', bytes: 10 ** 15 }]), { name: 'runs/one/a', content: 'x' }],
    [
      contentsOf([
        { path: 'a', bytes: 1 },
        { path: 'A', bytes: 1 },
      ]),
    ],
    [
      contentsOf([
        { path: 'caf\u00e9', bytes: 1 },
        { path: 'cafe\u0301', bytes: 1 },
      ]),
    ],
    [contentsOf([{ path: 'a', bytes: 1 }], 'nul'), { name: 'runs/nul/a', content: 'x' }],
    [contentsOf([{ path: 'a', bytes: 1 }])],
    [{ name: 'contents.json', content: '[' }],
    [{ name: 'runs/one/a', content: 'x' }],
  ]
  for (const members of hostile) {
    const to = library()
    const outcome = unpack(await tarWith(...members), to.folder)
    await expect(outcome).rejects.toMatchObject({ code: expect.stringMatching(/^(no-pack|pack-damaged)$/) })
    expect(readdirSync(join(to.folder, 'runs'))).toEqual([])
    expect(existsSync(join(to.folder, 'evil'))).toBe(false)
  }
})

test('what is well packed but is no run, or another than it says, is refused', async () => {
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
  const record = '{"id":"other"}'
  const contents = contentsOf([{ path: 'run.json', bytes: record.length }])
  const digests = { 'contents.json': digest(contents.content ?? ''), 'runs/one/run.json': digest(record) }
  const to = library()
  const path = await tarWith(
    contents,
    { name: 'runs/one/run.json', content: record },
    { name: 'digests.json', content: JSON.stringify(digests) },
  )
  await expect(unpack(path, to.folder)).rejects.toMatchObject({ code: 'pack-damaged' })
  expect(readdirSync(join(to.folder, 'runs'))).toEqual([])
})

test('other files, and those of a newer Stagecraft, are said to be so', async () => {
  const to = library()
  const newer = await tarWith({ name: 'contents.json', content: '{"format":"stagecraft-runs","version":2,"what":[]}' })
  await expect(unpack(newer, to.folder)).rejects.toMatchObject({ code: 'pack-newer' })
  await expect(unpack(join(to.folder, 'none'), to.folder)).rejects.toMatchObject({ code: 'no-pack' })
  await expect(unpack(to.folder, to.folder)).rejects.toMatchObject({ code: 'no-pack' })
})

test('a process that is killed in the middle leaves nothing half', async () => {
  const folder = temporaryFolder()
  const from = library()
  await writePack(join(folder, 'pack'), [addMeasuredRun(from, 'one', 30_000)], () => undefined)
  const script = fileURLToPath(new URL('./support/unpacking-process.ts', import.meta.url))
  openLibrary(join(folder, 'library')).close()
  for (const pieces of [1, 5, 20]) {
    await writeAndKill(script, folder, pieces, 0)
    const to = openLibrary(join(folder, 'library'))
    expect(readdirSync(join(to.folder, 'runs'))).toEqual([])
    to.close()
  }
  expect(spawnSync(process.execPath, [script, folder]).status).toBe(0)
  expect(filesOf(join(folder, 'library/runs/one'))).toEqual(filesOf(from.runs.folder('one')))
})

test('cancelled, nothing is kept', async () => {
  const path = await packed(addMeasuredRun(library(), 'one', 30_000))
  const to = library()
  const abort = new AbortController()
  const ended = unpackRuns(path, to.folder, { told: () => abort.abort(), signal: abort.signal })
  await expect(ended).rejects.toMatchObject({ code: 'unpack-cancelled' })
  expect(readdirSync(join(to.folder, 'runs'))).toEqual([])
})

test('a full disk is told on both ways', async (context) => {
  const disk = smallDisk(context, 'size=2m')
  const from = library()
  const folder = addMeasuredRun(from, 'one', 60_000)
  const [summary] = from.runs.summaries(() => null)
  if (summary === undefined) throw new Error('There is no run.')
  const order = { kind: 'runs', runs: [{ summary, folder }], as: 'pack', name: 'one' } as const
  const { end } = startExport(order, { folder: disk, names: ['one.stagecraft-runs'], inFolder: false }, () => undefined)
  await expect(end).rejects.toMatchObject({ code: 'export-unwritable', message: expect.stringContaining('full') })
  expect(readdirSync(disk)).toEqual([])
  const to = join(disk, 'library')
  mkdirSync(join(to, 'runs'), { recursive: true })
  await expect(unpack(await packed(folder), to)).rejects.toMatchObject({ code: 'disk-full' })
  expect(readdirSync(join(to, 'runs'))).toEqual([])
})

test('paths within a run are names that every system takes', () => {
  for (const path of [
    'run.json',
    'checkpoints/step-00000400.safetensors',
    'metrics.db-wal',
    'my notes.md',
    'Über/ä.txt',
    'console.log',
    'com10',
  ])
    expect(isPathInside(path)).toBe(true)
  for (const path of [
    '../a',
    'a//b',
    'a/',
    ' a',
    'a ',
    '.hidden',
    'a/b/c/d/e',
    'x'.repeat(201),
    '🧪'.repeat(60),
    'con',
    'Lpt9.tar.gz',
    'COM¹',
  ])
    expect(isPathInside(path)).toBe(false)
})
