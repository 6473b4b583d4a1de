/** The lab, its trainers and its clients as real processes: killed at any moment, nothing is lost and no status lies. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { labAddress } from '../../../core/transport/addresses.ts'
import { connectOrStartLab } from '../../../core/transport/connect-lab.ts'
import { answersAt } from '../../../core/transport/local-socket.ts'
import { memoryKills } from '../../../core/process/memory-kills.ts'
import { openMetricsReader } from '../../../core/store/metrics-reader.ts'
import { isAlive } from '../../../core/process/alive.ts'
import { withDigits } from './digits.ts'
import { openLabUnderTest, type LabUnderTest } from './lab-under-test.ts'

let lab: LabUnderTest

withDigits()
beforeEach(() => {
  lab = openLabUnderTest()
})
afterEach(() => lab.close(), 30_000)

/** Steps that are on the disk for a run, in order. */
function committedSteps(id: string): number[] {
  const metrics = openMetricsReader(join(lab.folder, 'runs', id))
  metrics.refresh()
  const steps = [...metrics.steps.column('step')]
  metrics.close()
  return steps
}

const from1 = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

test('queued runs are trained one after the other, in their order', async () => {
  const ids = await lab.train(['one', 'two', 'three'], 5)
  const queued = await lab.until('runs', {}, (runs) => runs.length === 3)
  expect(queued.filter((run) => run.status.kind === 'running').length).toBeLessThanOrEqual(1)
  const ended = await Promise.all(ids.map((id) => lab.ended(id)))
  expect(ended.map((run) => run.status)).toEqual(Array(3).fill({ kind: 'finished', step: 5 }))
  for (const [index, run] of ended.entries()) {
    const next = ended[index + 1]
    if (next) expect(next.startedAt).toBeGreaterThanOrEqual(run.endedAt ?? Infinity)
  }
}, 90_000)

test('an error never ends as finished, says why, and does not hold up the queue', async () => {
  const ids = await lab.train(['throws', 'aborts', 'diverges', 'cannot begin', 'fills the disk', 'fine'], 8)
  const [throws, aborts, diverges, cannotBegin, fills, fine] = await Promise.all(ids.map((id) => lab.ended(id)))
  expect(throws?.status).toMatchObject({ kind: 'crashed', reason: 'The counter is broken.' })
  expect(aborts?.status).toMatchObject({ kind: 'crashed', reason: expect.stringContaining('signal 6') })
  expect(diverges?.status).toMatchObject({ kind: 'diverged', step: 4, reason: expect.stringContaining('NaN') })
  expect(cannotBegin?.status).toMatchObject({ kind: 'crashed', step: 0, reason: 'There is no such network.' })
  expect(fills?.status).toMatchObject({ kind: 'crashed', step: 0, reason: expect.stringContaining('disk is full') })
  expect(fine?.status).toEqual({ kind: 'finished', step: 8 })
}, 90_000)

test('a trainer that is killed leaves a crashed run with what it committed', async () => {
  const [id = ''] = await lab.train(['long'], 10_000)
  process.kill(await lab.trainerAtWork(id), 'SIGKILL')
  const { status } = await lab.ended(id)
  expect(status).toMatchObject({
    kind: 'crashed',
    // What the kernel tells is said, and where it hides that, what is likely.
    reason: expect.stringMatching(
      memoryKills() === null ? /signal 9.*most often because memory ran out/ : /signal 9.*ended none/,
    ),
    remedy: expect.stringMatching(/^Resume/),
  })
  const steps = committedSteps(id)
  expect(steps.length).toBeGreaterThan(0)
  expect(steps).toEqual(from1(steps.length))
}, 90_000)

test('when the lab is killed its trainer goes on, and the next lab finds it and can stop it', async () => {
  const [id = ''] = await lab.train(['long'], 10_000)
  const trainer = await lab.trainerAtWork(id)
  const atKill = committedSteps(id).length
  process.kill(lab.labs().at(-1) ?? 0, 'SIGKILL')
  await lab.until('run', { id }, (run) => run?.summary.status.kind === 'running' && run.summary.status.step > atKill + 20)
  expect(await lab.trainerAtWork(id)).toBe(trainer)
  await lab.ask('runs.stop', { id, when: 'now' })
  const { status } = await lab.ended(id)
  expect(status.kind).toBe('stopped')
  const steps = committedSteps(id)
  expect(steps).toEqual(from1(steps.length))
  expect(new Set(lab.labs()).size).toBe(2)
}, 90_000)

test('a run that ended while no lab was there has its true end, and the queue goes on', async () => {
  const [first = '', second = ''] = await lab.train(['held', 'next'], 50)
  const trainer = await lab.trainerAtWork(first)
  lab.client.close()
  process.kill(lab.labs().at(-1) ?? 0, 'SIGKILL')
  process.kill(trainer, 'SIGTERM')
  lab.release(first)
  while (isAlive(trainer)) await wait(20)
  const after = openLabUnderTest(lab.folder)
  lab = after
  expect((await after.ended(first)).status.kind).toBe('stopped')
  expect((await after.ended(second)).status).toEqual({ kind: 'finished', step: 50 })
}, 90_000)

test('lab and trainer killed together: crashed, not running, and what was committed is there', async () => {
  const [id = ''] = await lab.train(['long'], 10_000)
  const trainer = await lab.trainerAtWork(id)
  process.kill(lab.labs().at(-1) ?? 0, 'SIGKILL')
  process.kill(trainer, 'SIGKILL')
  expect((await lab.ended(id)).status.kind).toBe('crashed')
  const steps = committedSteps(id)
  expect(steps).toEqual(from1(steps.length))
}, 90_000)

test('the first thing said of a run whose trainer was killed with its lab is that it crashed', async () => {
  const [id = ''] = await lab.train(['long'], 10_000)
  const trainer = await lab.trainerAtWork(id)
  lab.client.close()
  process.kill(lab.labs().at(-1) ?? 0, 'SIGKILL')
  process.kill(trainer, 'SIGKILL')
  while (isAlive(trainer)) await wait(20)
  lab = openLabUnderTest(lab.folder)
  const [first] = await lab.until('runs', {}, () => true)
  expect(first?.status.kind).toBe('crashed')
}, 90_000)

test('stopping takes a queued run out of the queue and ends a running one cleanly', async () => {
  const [running = '', queued = ''] = await lab.train(['long', 'waiting'], 10_000)
  await lab.trainerAtWork(running)
  await lab.ask('runs.stop', { id: queued, when: 'now' })
  await lab.ask('runs.stop', { id: running, when: 'now' })
  expect((await lab.ended(queued)).status).toEqual({ kind: 'stopped', step: 0 })
  expect((await lab.ended(running)).status.kind).toBe('stopped')
}, 90_000)

test('where the lab is killed under many clients, one of them starts it again and the others wait for it', async () => {
  await lab.ask('presets.list', {})
  const entry = fileURLToPath(new URL('./counted-lab.ts', import.meta.url))
  const pid = lab.labs().at(-1) ?? 0
  lab.client.close()
  process.kill(pid, 'SIGKILL')
  while (isAlive(pid)) await wait(20)
  const pipes = await Promise.all(from1(60).map(() => connectOrStartLab({ ...lab.start, entry })))
  expect(readFileSync(join(lab.folder, 'starts'), 'utf8').trim().split('\n')).toHaveLength(1)
  for (const pipe of pipes) pipe.close()
  lab = openLabUnderTest(lab.folder)
}, 90_000)

test('any number of starters get one lab', async () => {
  const pipes = await Promise.all(from1(4).map(() => connectOrStartLab(lab.start)))
  expect(lab.labs()).toHaveLength(1)
  for (const pipe of pipes) pipe.close()
}, 90_000)

test.runIf(process.platform === 'linux')(
  'the lab is the program that we ship, whatever its starter had loaded into itself',
  async () => {
    const loaders = { NODE_REPL_EXTERNAL_MODULE: '/elsewhere', LD_AUDIT: '', ELECTRON_RUN_AS_NODE: '1' }
    for (const [name, value] of Object.entries(loaders)) vi.stubEnv(name, value)
    try {
      await lab.ask('presets.list', {})
    } finally {
      vi.unstubAllEnvs()
    }
    const inherited = readFileSync(`/proc/${lab.labs().at(-1)}/environ`, 'utf8').split('\0')
    expect(inherited.filter((pair) => Object.keys(loaders).includes(pair.split('=')[0] ?? ''))).toEqual([])
  },
  90_000,
)

test('a lab that nobody needs ends by itself, and leaves no socket', async () => {
  await lab.ask('presets.list', {})
  const [pid = 0] = lab.labs()
  lab.client.close()
  while (isAlive(pid)) await wait(50)
  expect(await answersAt(labAddress(lab.folder))).toBe(false)
}, 90_000)

test('what cannot be trained is refused before it is queued', async () => {
  const reply = await lab.client.call('runs.start', {
    runs: [{ ...(await someRun()), dataset: 'cifar10' }],
  })
  expect(reply).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^(data-absent|does-not-fit)$/) } })
  expect(await lab.until('runs', {}, () => true)).toEqual([])
}, 90_000)

async function someRun() {
  const [id = ''] = await lab.train(['fine'], 1)
  const detail = await lab.until('run', { id }, (value) => value?.summary.status.kind === 'finished')
  await lab.ask('runs.remove', { ids: [id] })
  const record = detail?.summary.record
  if (!record || record.recipe === null) throw new Error('no run')
  const { name, architecture, recipe, device } = record
  return { name, architecture, recipe, device }
}
