/** The queue that a person orders, pauses and widens, in a real lab with real trainers that only count. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { QueueState } from '../../../core/api/contract/queue.ts'
import { withDigits } from './digits.ts'
import { openLabUnderTest, type LabUnderTest } from './lab-under-test.ts'

let lab: LabUnderTest

withDigits()
beforeEach(() => {
  lab = openLabUnderTest()
})
afterEach(() => lab.close(), 30_000)

const names = (entries: QueueState['waiting']): string[] => entries.map(({ name }) => name)
const queue = (wanted: (state: QueueState) => boolean = () => true) => lab.until('queue', {}, wanted)
const idOf = (state: QueueState, name: string): string =>
  [...state.atWork, ...state.waiting].find((entry) => entry.name === name)?.id ?? ''

test('runs that wait are moved, and begin in their new order', async () => {
  const [first = ''] = await lab.train(['held'], 50)
  await lab.train(['b', 'c', 'd'], 3)
  await lab.reaches(first, 1)
  const state = await queue()
  expect(names(state.waiting)).toEqual(['b', 'c', 'd'])
  await lab.ask('queue.move', { id: idOf(state, 'd'), place: 1 })
  await lab.ask('queue.move', { id: idOf(state, 'b'), place: 1_000 })
  expect(names((await queue()).waiting)).toEqual(['d', 'c', 'b'])
  lab.release(first)
  await lab.ended(idOf(state, 'b'))
  const { ended } = await queue((now) => now.ended.length === 4)
  expect(ended.map(({ name }) => name)).toEqual(['held', 'd', 'c', 'b'])
}, 60_000)

test('a run that does not wait is not moved', async () => {
  const [first = ''] = await lab.train(['held'], 50)
  await lab.reaches(first, 1)
  expect(await lab.client.call('queue.move', { id: first, place: 1 })).toMatchObject({ ok: false, error: { code: 'not-queued' } })
  lab.release(first)
}, 60_000)

test('a queue that is paused begins nothing, says so of each run that waits, and stays paused when its lab is started again', async () => {
  await lab.ask('queue.set', { paused: true })
  const [id = ''] = await lab.train(['next'], 3)
  const detail = await lab.until('run', { id }, () => true)
  expect(detail?.summary.status).toMatchObject({ kind: 'queued', waits: { code: 'queue-paused' } })
  expect(JSON.parse(readFileSync(join(lab.folder, 'queue.json'), 'utf8'))).toMatchObject({ paused: true, atOnce: 1 })
  process.kill(lab.labs().at(-1) ?? 0, 'SIGKILL')
  expect(await queue(({ paused }) => paused)).toMatchObject({ atWork: [], waiting: [{ name: 'next' }] })
  await lab.ask('queue.set', { paused: false })
  expect((await lab.ended(id)).status.kind).toBe('finished')
}, 60_000)

test('what trains goes on while the queue is paused', async () => {
  const [first = '', second = ''] = await lab.train(['held', 'next'], 50)
  await lab.reaches(first, 1)
  await lab.ask('queue.set', { paused: true })
  lab.release(first)
  expect((await lab.ended(first)).status.kind).toBe('finished')
  expect((await queue()).waiting.map(({ id }) => id)).toEqual([second])
}, 60_000)

test('two train at once only where it is known that memory holds both; else the second says what it waits for', async () => {
  await lab.ask('queue.set', { atOnce: 2 })
  const [first = '', second = ''] = await lab.train(['held', 'next'], 50)
  await lab.reaches(first, 1)
  // This library's computer was never measured, and a trainer that counts tells of no memory.
  const waiting = await lab.until('run', { id: second }, (run) => run?.summary.status.kind === 'queued')
  expect(waiting?.summary.status).toMatchObject({ waits: { code: 'memory-full' } })
  lab.release(first)
  expect((await lab.ended(second)).status.kind).toBe('finished')
}, 60_000)

test('a run that follows another begins when that has finished, and those behind it need not wait', async () => {
  const [first = ''] = await lab.train(['held'], 50)
  await lab.reaches(first, 1)
  await lab.ask('queue.set', { paused: true })
  const [second = ''] = await lab.train(['second'], 3)
  const [third = '', fourth = ''] = await lab.train(['third', 'fourth'], 3)
  await lab.ask('queue.follow', { id: second, other: third })
  await lab.ask('queue.set', { paused: false })
  const detail = await lab.until('run', { id: second }, (run) => run !== null)
  expect(detail?.summary.status).toMatchObject({ kind: 'queued', waits: { code: 'after-run' } })
  lab.release(first)
  await Promise.all([second, third, fourth].map((id) => lab.ended(id)))
  // A trainer tells its end a moment before it has left.
  const all = await queue(({ ended }) => ended.length === 4)
  expect(all.ended.map(({ name }) => name)).toEqual(['held', 'third', 'second', 'fourth'])
}, 60_000)

test('a run is held where the one it follows was stopped, over a new start of the lab too, until a person lets it begin', async () => {
  const [first = ''] = await lab.train(['held'], 50)
  await lab.reaches(first, 1)
  const [second = ''] = await lab.trainAfter(first, 'second', 3)
  const [third = ''] = await lab.trainAfter(second, 'third', 3)
  const circle = await lab.client.call('queue.follow', { id: second, other: third })
  expect(circle).toMatchObject({ ok: false, error: { code: 'waits-in-a-circle' } })
  await lab.ask('runs.stop', { id: first, when: 'now' })
  lab.release(first)
  const isHeld = (id: string) =>
    lab.until('run', { id }, (run) => run?.summary.status.kind === 'queued' && run.summary.status.waits?.code === 'after-held')
  expect((await isHeld(second))?.summary.status).toMatchObject({
    waits: { reason: expect.stringContaining('was stopped at step') },
  })
  await isHeld(third)
  process.kill(lab.labs().at(-1) ?? 0, 'SIGKILL')
  await isHeld(third)
  expect((await queue()).waiting).toMatchObject([{ after: { name: 'held' } }, { after: { name: 'second' } }])
  await lab.ask('queue.follow', { id: second, other: null })
  expect((await lab.ended(third)).status.kind).toBe('finished')
}, 60_000)

test('settings that cannot be read are those of a queue that nothing was asked of', async () => {
  await lab.ask('queue.set', { paused: true })
  const serving = lab.labs().at(-1) ?? 0
  writeFileSync(join(lab.folder, 'queue.json'), '{"paused": tru')
  process.kill(serving, 'SIGKILL')
  expect(await queue(({ paused }) => !paused)).toMatchObject({ atOnce: 1 })
}, 60_000)
