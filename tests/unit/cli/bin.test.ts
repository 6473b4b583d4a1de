/** `lab delete` and `lab bin` against a real lab whose trainers only count. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { withDigits } from '../lab/digits.ts'
import { openLabUnderTest, type LabUnderTest } from '../lab/lab-under-test.ts'

const main = fileURLToPath(new URL('../../../core/cli/main.ts', import.meta.url))
/** Each test starts the command line several times. */
vi.setConfig({ testTimeout: 60_000 })

let lab: LabUnderTest

withDigits()
beforeAll(() => {
  lab = openLabUnderTest()
}, 60_000)
afterAll(async () => {
  await lab.close()
}, 30_000)

interface Said {
  code: number
  out: string
  err: string
}

function command(...words: string[]): Promise<Said> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...words, '--library', lab.folder], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

const json = ({ out }: Said): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('a run that is deleted is listed with what it frees, restored as it was, and purged for good', async () => {
  expect((await command('bin')).out).toBe('The bin is empty.\n')
  const [id = '', other = ''] = await lab.train(['caf\u00e9', 'other'], 3)
  const ended = await lab.ended(id)
  await lab.ended(other)

  // The same name, as a Mac would type it.
  const deleted = await command('delete', 'cafe\u0301', 'other')
  expect(deleted.code).toBe(0)
  expect(deleted.out).toContain(`npm run lab -- bin restore ${id} --library ${lab.folder} brings it back`)
  const listed = await command('bin', '--json')
  expect(json(listed)).toMatchObject([
    { id: other, kind: 'run', name: 'other' },
    { id, kind: 'run', name: 'caf\u00e9' },
  ])
  expect((await command('runs')).out).toContain('No runs yet.')

  expect(await command('bin', 'restore', id)).toMatchObject({ code: 0, out: 'caf\u00e9 is in the library again.\n' })
  expect((await lab.ended(id)).record).toEqual(ended.record)
  expect(existsSync(join(lab.folder, 'bin', other))).toBe(true)

  const [, emptied] = json(await command('bin', 'purge', '--all', '--json'))
  expect(emptied).toEqual({ event: 'emptied', bytes: json(listed)[0]?.['bytes'] })
  expect(existsSync(join(lab.folder, 'bin', other))).toBe(false)
  expect(await command('bin', 'restore', other)).toMatchObject({ code: 2 })
})

test('a deleted design is in the bin too', async () => {
  const architecture = await loadPreset('resnet-20')
  if (!architecture) throw new Error('resnet-20 is missing')
  await lab.ask('designs.save', { id: 'mine', architecture, basedOn: [], variant: null })
  await lab.ask('designs.remove', { id: 'mine' })
  expect(json(await command('bin', '--json'))).toMatchObject([{ id: 'mine', kind: 'design', name: architecture.name }])
  await command('bin', 'restore', 'mine')
  await lab.until('designs', {}, (designs) => designs.some(({ id }) => id === 'mine'))
})

test('a deleted version of a design is in the bin too, and is gone for good once purged', async () => {
  const architecture = await loadPreset('resnet-20')
  if (!architecture) throw new Error('resnet-20 is missing')
  await lab.ask('designs.save', { id: 'versioned', architecture, basedOn: [], variant: null })
  const { id } = await lab.ask('versions.save', { design: 'versioned', name: 'first try', architecture })
  await lab.ask('versions.remove', { id })
  expect(json(await command('bin', '--json'))).toMatchObject([{ id, kind: 'version', name: 'first try' }])
  await command('bin', 'restore', 'first try')
  await lab.until('versions', { design: 'versioned' }, (versions) => versions.some((version) => version.id === id))
  await lab.ask('versions.remove', { id })
  await command('bin', 'purge', id)
  expect(json(await command('bin', '--json'))).toEqual([])
})

test('purging asks for what is meant: nothing named and not all, or both, is wrong use, and removes nothing', async () => {
  expect(await command('bin', 'purge')).toMatchObject({ code: 2, err: expect.stringContaining('--all') as string })
  expect(await command('bin', 'purge', 'absent', '--all')).toMatchObject({ code: 2 })
  expect(await command('bin', 'purge', 'absent')).toMatchObject({
    code: 2,
    err: expect.stringContaining('no absent in the bin') as string,
  })
})

test('what cannot be read is told beside what can; a library in which nothing can be read is no empty one', async () => {
  const broken = join(lab.folder, 'runs', 'broken')
  mkdirSync(broken)
  writeFileSync(join(broken, 'run.json'), '{')
  const runs = await command('runs')
  expect(runs.code).toBe(0)
  expect(runs.out).toContain('caf\u00e9')
  expect(runs.err).toContain('broken')
  expect((await command('show', 'broken')).err).toContain('cannot be read')

  const [id = ''] = json(await command('runs', '--json')).map((run) => (run['record'] as { id: string }).id)
  await command('delete', id)
  for (const asked of [[], ['--json']]) {
    const nothing = await command('runs', ...asked)
    expect(nothing.code).toBe(1)
    expect(nothing.err).toContain('broken')
    expect(nothing.out).not.toContain('No runs yet')
  }
  rmSync(broken, { recursive: true })
  expect(await command('runs')).toMatchObject({ code: 0, err: '' })
})
