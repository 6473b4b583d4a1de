/** A library moved to another folder: equal there, whole here whatever ends the move half-way, and found by who opens the old folder. */
import { fork } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { moveLibrary, removeMoved } from '../../core/export/of-library/move.ts'
import { Failure } from '../../core/files/failure.ts'
import { openLibrary } from '../../core/store/library.ts'
import { followMoves } from '../../core/files/moved-library.ts'
import { sampleArchitecture, temporaryFolder } from './support/samples.ts'
import { addMeasuredRun } from './support/measured-run.ts'

const never = (): boolean => false
const unheard = (): void => undefined

/** With two runs, a design, a data set, an export and something in the bin. */
function filledLibrary(): { folder: string; copy: string; beside: string } {
  const beside = temporaryFolder()
  const folder = join(beside, 'library')
  mkdirSync(folder)
  const library = openLibrary(folder)
  library.designs.save('mine', sampleArchitecture, [])
  for (const id of ['one', 'two', 'gone']) addMeasuredRun(library, id)
  library.runs.remove(['gone'])
  mkdirSync(join(folder, 'data/mnist'), { recursive: true })
  writeFileSync(join(folder, 'data/mnist/train-images.u8'), Buffer.alloc(3_000_000, 7))
  mkdirSync(join(folder, 'exports/some'), { recursive: true })
  writeFileSync(join(folder, 'exports/some/net.py'), 'pass')
  const copy = library.backUp()
  library.close()
  return { folder, copy, beside }
}

/** Paths of the files with their bytes; without what belongs to processes. */
function filesOf(folder: string, below = ''): Record<string, string> {
  return Object.assign(
    {},
    ...readdirSync(join(folder, below), { withFileTypes: true }).map((entry) => {
      const path = join(below, entry.name)
      if (entry.isDirectory()) return filesOf(folder, path)
      return /^library\.db|lock$|moved\.json/.test(entry.name)
        ? {}
        : { [path]: readFileSync(join(folder, path)).toString('base64') }
    }),
  ) as Record<string, string>
}

test('is equal in the new place, and who opens the old one is led there', async () => {
  const { folder, copy, beside } = filledLibrary()
  const before = filesOf(folder)
  const parts: number[] = []
  const moved = await moveLibrary(folder, copy, join(beside, 'new'), (done, total) => parts.push(done / total), never)
  expect(parts.at(-1)).toBe(1)
  expect(filesOf(moved.to)).toEqual(before)
  expect(followMoves(folder)).toBe(moved.to)
  const there = openLibrary(moved.to)
  expect(there.runs.summaries(() => null).map(({ record, status }) => [record.id, status.kind])).toEqual([
    ['two', 'stopped'],
    ['one', 'stopped'],
  ])
  expect(there.runs.deleted()).toHaveLength(1)
  expect(there.designs.list().map(({ id }) => id)).toEqual(['mine'])
  there.close()
  expect(filesOf(folder)).toEqual(before)

  // Deleting the old one leaves the word of where it went, and the new one as it is.
  const there2 = filesOf(moved.to)
  expect(removeMoved(folder)).toBeGreaterThan(3_000_000)
  expect(readdirSync(folder).filter((name) => name !== 'lab.lock')).toEqual(['moved.json'])
  expect(filesOf(moved.to)).toEqual(there2)
  expect(followMoves(folder)).toBe(moved.to)
})

test('cancelled, it is where it was, and nothing is left elsewhere', async () => {
  const { folder, copy, beside } = filledLibrary()
  const before = filesOf(folder)
  let told = 0
  const moving = moveLibrary(
    folder,
    copy,
    join(beside, 'new'),
    () => (told += 1),
    () => told > 3,
  )
  await expect(moving).rejects.toMatchObject({ code: 'move-cancelled' })
  expect(readdirSync(beside)).toEqual(['library'])
  expect(filesOf(folder)).toEqual(before)
  expect(followMoves(folder)).toBe(folder)
})

test.each([1, 5, 12, 20])('killed after %i files, the old one is whole and in use; moved again it arrives', async (files) => {
  const { folder, copy, beside } = filledLibrary()
  const before = filesOf(folder)
  const to = join(beside, 'new')
  const child = fork(fileURLToPath(new URL('./support/moving-process.ts', import.meta.url)), [folder, copy, to, String(files)], {
    stdio: 'ignore',
  })
  const [, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('exit', (code, how) => resolve([code, how])),
  )
  expect(signal).toBe('SIGKILL')
  expect(existsSync(to)).toBe(false)
  expect(filesOf(folder)).toEqual(before)
  expect(followMoves(folder)).toBe(folder)
  const library = openLibrary(folder)
  const again = library.backUp()
  library.close()
  await moveLibrary(folder, again, to, unheard, never)
  expect(filesOf(to)).toEqual(before)
  expect(readdirSync(beside).sort()).toEqual(['library', 'new'])
})

test('a place that cannot be it is refused before anything is written', async () => {
  const { folder, copy, beside } = filledLibrary()
  const refused = (to: string) =>
    moveLibrary(folder, copy, to, unheard, never).then(
      () => 'moved',
      (thrown: unknown) => (thrown instanceof Failure ? thrown.code : thrown),
    )
  mkdirSync(join(beside, 'full'))
  writeFileSync(join(beside, 'full/mine.txt'), 'x')
  writeFileSync(join(beside, 'file'), 'x')
  mkdirSync(join(beside, 'half.moving'))
  writeFileSync(join(beside, 'half.moving/mine.txt'), 'x')
  expect(await refused(join(beside, 'full'))).toBe('move-refused')
  expect(await refused(join(beside, 'file'))).toBe('move-refused')
  expect(await refused(join(beside, 'no/where'))).toBe('move-refused')
  expect(await refused(join(folder, 'within'))).toBe('move-refused')
  expect(await refused(folder)).toBe('move-refused')
  // Somebody's own folder is not cleared for it.
  expect(await refused(join(beside, 'half'))).toBe('move-refused')
  expect(readFileSync(join(beside, 'half.moving/mine.txt'), 'utf8')).toBe('x')
  mkdirSync(join(beside, 'empty'))
  expect(await refused(join(beside, 'empty'))).toBe('moved')
})

test('a link leads to the same place from the new one', async () => {
  const { folder, copy, beside } = filledLibrary()
  mkdirSync(join(beside, 'elsewhere'))
  writeFileSync(join(beside, 'elsewhere/images'), 'x')
  symlinkSync('../elsewhere', join(folder, 'linked'))
  mkdirSync(join(beside, 'deep'))
  const { to } = await moveLibrary(folder, copy, join(beside, 'deep/new'), unheard, never)
  expect(readFileSync(join(to, 'linked/images'), 'utf8')).toBe('x')
})

test('what leads nowhere, to itself, or is no such word is not followed', () => {
  const [one, two] = [temporaryFolder(), temporaryFolder()]
  const word = (folder: string, to: unknown): void =>
    writeFileSync(join(folder, 'moved.json'), JSON.stringify({ format: 'stagecraft-moved', version: 1, to }))
  word(one, join(one, 'absent'))
  expect(followMoves(one)).toBe(one)
  for (const folder of [one, two]) writeFileSync(join(folder, 'library.db'), '')
  word(one, two)
  expect(followMoves(one)).toBe(two)
  word(two, one)
  expect(followMoves(one)).toBe(one)
  word(one, 'two')
  expect(followMoves(one)).toBe(one)
  writeFileSync(join(one, 'moved.json'), '{')
  truncateSync(join(two, 'moved.json'), 3)
  expect([followMoves(one), followMoves(two)]).toEqual([one, two])
  expect(() => removeMoved(one)).toThrow('was not moved')
})
