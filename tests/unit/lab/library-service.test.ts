/** The library as a whole in a real lab: moved and left, refused while it is in use, checked, backed up, and asked in SQL. */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkpointPath } from '../../../core/store/checkpoints.ts'
import { withDigits } from './digits.ts'
import { openLabUnderTest, type LabUnderTest } from './lab-under-test.ts'

const main = fileURLToPath(new URL('../../../core/cli/main.ts', import.meta.url))
let lab: LabUnderTest
let elsewhere = ''

withDigits()
beforeEach(() => {
  lab = openLabUnderTest()
  elsewhere = mkdtempSync(join(tmpdir(), 'stagecraft-elsewhere-'))
})
afterEach(async () => {
  await lab.close()
  rmSync(elsewhere, { recursive: true, force: true })
}, 30_000)

function command(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...words, '--library', lab.folder], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

const taskIs = (kind: string) => lab.until('libraryTask', {}, (task) => task?.state.kind === kind)

test('it is not moved while anything trains; at rest it is, by the command line, and found by its old folder', async () => {
  const [id = ''] = await lab.train(['held'], 60)
  await lab.reaches(id, 5)
  const to = join(elsewhere, 'moved')
  expect(await lab.client.call('library.move', { folder: to })).toMatchObject({
    ok: false,
    error: { code: 'library-in-use', message: expect.stringContaining('a run is training') as string },
  })
  lab.release(id)
  await lab.ended(id)
  const moved = await command('move-library', to, '--delete-old', '--json')
  expect([moved.code, moved.err]).toEqual([0, ''])
  expect(JSON.parse(moved.out)).toMatchObject({ event: 'library-moved', to, deleted: expect.any(Number) as number })
  expect(readdirSync(join(to, 'runs'))).toEqual([id])
  expect(existsSync(join(lab.folder, 'library.db'))).toBe(false)
  const listed = await command('runs', '--json')
  expect(JSON.parse(listed.out)).toMatchObject({ record: { id }, status: { kind: 'finished', step: 60 } })
}, 120_000)

test('once it was moved its lab changes nothing more, and says where it is', async () => {
  const to = join(elsewhere, 'moved')
  await lab.ask('library.move', { folder: to })
  await taskIs('done')
  expect(await lab.client.call('queue.set', { paused: true })).toMatchObject({ ok: false, error: { code: 'library-moving' } })
  expect((await lab.client.call('library.sizes', {})).ok).toBe(true)
  expect(await lab.ask('library.leave', { deleteOld: false })).toEqual({ bytes: 0 })
  expect(existsSync(join(lab.folder, 'library.db'))).toBe(true)
}, 60_000)

test('a move that is refused for its place leaves the library in use', async () => {
  await lab.ask('library.move', { folder: join(lab.folder, 'within') })
  expect((await taskIs('failed'))?.state).toMatchObject({ code: 'move-refused' })
  const [id = ''] = await lab.train(['counts'], 3)
  expect((await lab.ended(id)).status.kind).toBe('finished')
  expect(await lab.client.call('library.leave', { deleteOld: true })).toMatchObject({ ok: false, error: { code: 'not-moved' } })
}, 60_000)

test('a check tells what is damaged; a repair puts it aside and the run is told anew; the command line says the same', async () => {
  const [id = ''] = await lab.train(['counts'], 3)
  await lab.ended(id)
  const path = checkpointPath(join(lab.folder, 'runs', id), 3)
  truncateSync(path, 100)
  await lab.ask('library.check', { repair: false })
  expect((await taskIs('done'))?.findings).toMatchObject([{ run: id, name: 'counts', repaired: false }])
  expect(existsSync(path)).toBe(true)
  expect(await command('check')).toMatchObject({
    code: 1,
    out: expect.stringContaining('1 of 1 run read: 1 of their files is damaged') as string,
  })
  await lab.ask('library.check', { repair: true })
  const repaired = await lab.until('libraryTask', {}, (task) => task?.number === 2 && task.state.kind === 'done')
  expect(repaired?.findings).toMatchObject([{ run: id, repaired: true }])
  expect(existsSync(path)).toBe(false)
  const [run] = await lab.until('runs', {}, (runs) => runs[0]?.damage.length === 0)
  expect(run?.resumesFrom).toBeNull()
}, 60_000)

test('a backup tells how far it is and opens as a library; a relative folder is refused', async () => {
  const [id = ''] = await lab.train(['counts'], 3)
  await lab.ended(id)
  const to = join(elsewhere, 'copy')
  expect(await lab.client.call('library.backUp', { folder: 'copy' })).toMatchObject({
    ok: false,
    error: { code: 'folder-relative' },
  })
  await lab.ask('library.backUp', { folder: to })
  expect((await taskIs('done'))?.state).toMatchObject({ done: { kind: 'back-up', to, runs: 1 } })
  expect(readdirSync(lab.folder)).not.toContain('library.db.copy')
  const sizes = await lab.ask('library.sizes', {})
  expect(sizes.runs).toMatchObject([{ id, name: 'counts' }])
  expect(sizes.total).toBeGreaterThan(sizes.runs[0]?.bytes ?? Infinity)
}, 60_000)

test('a question is answered, a wrong one said, and one without an end is ended when nobody waits for it', async () => {
  const [id = ''] = await lab.train(['counts'], 3)
  await lab.ended(id)
  const asked = (sql: string) => lab.until('sql', { sql, limit: 2, asked: 1 }, ({ kind }) => kind !== 'asking')
  expect(await asked('select run, step from steps order by step')).toEqual({
    kind: 'answered',
    columns: ['run', 'step'],
    rows: [
      [id, 1],
      [id, 2],
    ],
    isCut: true,
  })
  expect(await asked('select nothing from runs')).toMatchObject({ kind: 'failed', code: 'query-wrong' })
  const endless = 'with recursive n(i) as (values (1) union all select i + 1 from n) select count(*) from n'
  expect(await lab.until('sql', { sql: endless, limit: 2, asked: 2 }, ({ kind }) => kind === 'asking')).toMatchObject({
    kind: 'asking',
  })
  const { tables } = await lab.ask('sql.schema', {})
  expect(tables.map(({ name }) => name)).toContain('attempts')
}, 60_000)
