/** What lies in a run's folder, in a real lab with trainers that only count: checkpoints as a table, their removal, the log, and going on from one. */
import { execFile } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkpointPath } from '../../../core/store/checkpoints.ts'
import { withDigits } from './digits.ts'
import { openLabUnderTest, type LabUnderTest } from './lab-under-test.ts'

const main = fileURLToPath(new URL('../../../core/cli/main.ts', import.meta.url))
let lab: LabUnderTest

withDigits()
beforeEach(() => {
  lab = openLabUnderTest()
})
afterEach(() => lab.close(), 30_000)

const folderOf = (id: string): string => join(lab.folder, 'runs', id)
const length = 300

function command(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...words, '--library', lab.folder], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

/** A run paused, gone on with to its end, with a checkpoint of either. */
async function finishedWithTwo(): Promise<{ id: string; older: number }> {
  const [id = ''] = await lab.train(['held'], length)
  await lab.reaches(id, 5)
  await lab.ask('runs.pause', { id })
  lab.release(id)
  const { status } = await lab.ended(id)
  if (status.kind !== 'paused') throw new Error(`It is ${status.kind}.`)
  await lab.ask('runs.resume', { id, trainMore: 0 })
  expect((await lab.ended(id)).status).toEqual({ kind: 'finished', step: length })
  return { id, older: status.step }
}

const allRead = (id: string) => lab.until('checkpoints', { id }, (rows) => rows.every(({ state }) => state !== 'unread'))

test('each checkpoint is read whole while somebody looks, and told with what was measured there', async () => {
  const { id, older } = await finishedWithTwo()
  expect(await allRead(id)).toMatchObject([
    { step: length, state: 'finite', testError: 0.25, kept: ['last', 'best'] },
    { step: older, state: 'finite', testError: null },
  ])
  const path = checkpointPath(folderOf(id), older)
  const bytes = readFileSync(path)
  bytes.set([bytes[bytes.length - 2] === 0 ? 1 : 0], bytes.length - 2)
  writeFileSync(path, bytes)
  expect(await allRead(id)).toMatchObject([
    { state: 'finite' },
    { step: older, state: 'unusable', why: expect.stringContaining('digest') as string },
  ])
  const listed = await command('show', id, '--checkpoints')
  expect(listed.out).toMatch(/300 .* finite .*25\.00 %/)
  expect(listed.out).toContain('unusable: its digest')
}, 60_000)

test('deleting one frees its space; the one that the run goes on from takes a word', async () => {
  const { id, older } = await finishedWithTwo()
  const size = (await allRead(id))[1]?.bytes ?? 0
  expect(await lab.client.call('runs.removeCheckpoints', { id, steps: [length], evenNewest: false })).toMatchObject({
    ok: false,
    error: { code: 'newest-checkpoint' },
  })
  expect(await lab.ask('runs.removeCheckpoints', { id, steps: [older], evenNewest: false })).toEqual({ bytes: size })
  expect(existsSync(checkpointPath(folderOf(id), older))).toBe(false)
  expect((await lab.until('runs', {}, () => true)).find((run) => run.record.id === id)?.resumesFrom).toBe(length)

  const refused = await command('checkpoints', id, '--delete', String(length))
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--even-newest')])
  expect((await command('checkpoints', id, '--delete', String(length), '--even-newest')).code).toBe(0)
  expect((await lab.until('runs', {}, () => true)).find((run) => run.record.id === id)?.resumesFrom).toBeNull()
  expect((await lab.client.call('runs.resume', { id, trainMore: 10 })).ok).toBe(false)
}, 60_000)

test('while it trains its trainer keeps its checkpoints, and deleting one is refused', async () => {
  const [id = ''] = await lab.train(['held'], length)
  await lab.reaches(id, 5)
  expect(await lab.client.call('runs.removeCheckpoints', { id, steps: [0], evenNewest: true })).toMatchObject({
    ok: false,
    error: { code: 'run-active' },
  })
}, 60_000)

test('restoring an older checkpoint goes on beside the run, which keeps all that it measured', async () => {
  const { id, older } = await finishedWithTwo()
  const restored = await command('restore', id, '--step', String(older), '--json')
  expect(restored.code).toBe(0)
  const runs = await lab.until('runs', {}, (all) => all.every(({ status }) => status.kind === 'finished'))
  expect(runs.map(({ status, record }) => [record.origin, status])).toEqual([
    [
      { run: id, name: 'held', step: older },
      { kind: 'finished', step: length },
    ],
    [null, { kind: 'finished', step: length }],
  ])
  expect((await command('restore', id, '--step', String(length))).err).toContain('trained all its 300 steps')
  expect((await command('restore', id, '--step', '7')).err).toContain('no checkpoint of step 7')
}, 60_000)

test('the command of a run is printed, and what it needs is written into files once, over nothing of another', async () => {
  const [id = ''] = await lab.train(['counts'], 3)
  await lab.ended(id)
  const shown = await command('show', id, '--command')
  expect(shown.out).toMatch(/^npm run lab -- .*train \S+ --data mnist .* --name counts --library /m)
  const design = join(lab.folder, 'own.stagecraft')
  for (const time of [1, 2]) expect([time, (await command('show', id, '--design', design)).code]).toEqual([time, 0])
  expect(JSON.parse(readFileSync(design, 'utf8'))).toMatchObject({ format: 'stagecraft-architecture' })
  writeFileSync(design, 'mine')
  expect(await command('show', id, '--design', design)).toMatchObject({
    code: 2,
    err: expect.stringContaining('is there already') as string,
  })
  expect(readFileSync(design, 'utf8')).toBe('mine')
}, 180_000)

test('the log is read in whole lines, from where it was left', async () => {
  const [id = ''] = await lab.train(['counts'], 3)
  await lab.ended(id)
  const file = join(folderOf(id), 'trainer.log')
  const first = await lab.ask('runs.readLog', { id, from: 0 })
  expect(first).toMatchObject({ from: 0, next: readFileSync(file).length, more: false })
  expect(first.lines.at(-1)?.text).toBe('Ended at step 3: finished.')
  appendFileSync(file, 'one more\nhalf')
  const second = await lab.ask('runs.readLog', { id, from: first.next })
  expect(second.lines.map(({ text }) => text)).toEqual(['one more'])
  expect((await command('show', id, '--log')).out).toContain('one more')

  // Of one that is longer than anybody reads, the end; in parts, without losing a line.
  truncateSync(file, 0)
  const lines = Array.from({ length: 100_000 }, (_, index) => `line ${index} ${'x'.repeat(40)}`)
  writeFileSync(file, lines.join('\n') + '\n')
  const read: string[] = []
  let part = await lab.ask('runs.readLog', { id, from: null })
  expect(part.from).toBeGreaterThan(0)
  for (;;) {
    read.push(...part.lines.map(({ text }) => text))
    if (!part.more) break
    part = await lab.ask('runs.readLog', { id, from: part.next })
  }
  expect(read).toEqual(lines.slice(-read.length))
  expect(read.length).toBeGreaterThan(50_000)
}, 60_000)
