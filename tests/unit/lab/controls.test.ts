/** What a person asks of runs, in a real lab with real trainers that only count. Oracle: the run that nothing was asked of. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
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

/** What is on the disk of a run. */
function measured(id: string) {
  const metrics = openMetricsReader(join(lab.folder, 'runs', id))
  metrics.refresh()
  const { steps, attempts, events } = metrics
  const read = {
    steps: [...steps.column('step')],
    losses: [...steps.column('trainLoss')],
    rates: [...steps.column('learningRate')],
    outcomes: attempts.map(({ end }) => end?.outcome ?? null),
    kinds: events.map(({ kind }) => kind),
    pid: attempts.at(-1)?.pid ?? 0,
  }
  metrics.close()
  return read
}

const from1 = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)
/** The counter's loss, had nothing been asked. */
const uninterrupted = (count: number): number[] => from1(count).map((step) => 1 / step)

async function paused(id: string): Promise<number> {
  await lab.ask('runs.pause', { id })
  lab.release(id)
  const { status } = await lab.ended(id)
  if (status.kind !== 'paused') throw new Error(`It is ${status.kind}`)
  return status.step
}

test('a paused run has no process, holds up nobody, and goes on as if nothing had been', async () => {
  const [id = ''] = await lab.train(['held'], 200)
  const [next = ''] = await lab.train(['next'], 10_000)
  await lab.reaches(id, 10)
  const { pid } = measured(id)
  const at = await paused(id)
  await expect.poll(() => isAlive(pid)).toBe(false)
  const detail = await lab.until('run', { id }, () => true)
  expect(detail).toMatchObject({
    summary: { resumesFrom: at },
    checkpoints: [{ step: at, kept: expect.arrayContaining(['last']) }],
  })
  await lab.reaches(next, 1)
  await lab.ask('runs.stop', { id: next, when: 'now' })

  await lab.ask('runs.resume', { id, trainMore: 0 })
  expect((await lab.ended(id)).status).toEqual({ kind: 'finished', step: 200 })
  const { steps, losses, outcomes, kinds } = measured(id)
  expect(steps).toEqual(from1(200))
  expect(losses).toEqual(uninterrupted(200))
  expect(outcomes).toEqual(['paused', 'finished'])
  expect(kinds).toContain('resumed')
}, 60_000)

test('a run that is paused already may be paused again; one that has ended otherwise says what it is', async () => {
  const [id = '', next = ''] = await lab.train(['long', 'next'], 10_000)
  await lab.reaches(id, 5)
  const at = await paused(id)
  expect(await paused(id)).toBe(at)
  await lab.reaches(next, 1)
  await lab.ask('runs.stop', { id: next, when: 'now' })
  await lab.ended(next)
  expect(await lab.client.call('runs.pause', { id: next })).toMatchObject({
    ok: false,
    error: { code: 'not-running', message: expect.stringContaining('stopped') },
  })
}, 60_000)

test('a run that is resumed goes before what is queued', async () => {
  const [first = '', second = '', third = ''] = await lab.train(['long', 'second', 'third'], 10_000)
  await lab.reaches(first, 5)
  await paused(first)
  await lab.reaches(second, 5)
  await lab.ask('runs.resume', { id: first, trainMore: 0 })
  const runs = await lab.until('runs', {}, (all) =>
    all.every(({ status }) => status.kind === 'queued' || status.kind === 'running'),
  )
  const placeOf = (id: string) => runs.find(({ record }) => record.id === id)?.status
  expect(placeOf(first)).toEqual({ kind: 'queued', position: 1 })
  expect(placeOf(third)).toEqual({ kind: 'queued', position: 2 })
  await lab.ask('runs.stop', { id: second, when: 'now' })
  await lab.until('run', { id: first }, (run) => run?.summary.status.kind === 'running')
}, 60_000)

test('a run that waits is paused where it is', async () => {
  const [first = '', second = ''] = await lab.train(['long', 'second'], 10_000)
  await lab.reaches(first, 3)
  expect(await paused(second)).toBe(0)
  await lab.ask('runs.resume', { id: second, trainMore: 0 })
  expect((await lab.until('run', { id: second }, () => true))?.summary.status).toEqual({ kind: 'queued', position: 1 })
}, 60_000)

test('stopping after the epoch stops at its end, and the run can go on', async () => {
  const [id = ''] = await lab.train(['held'], 400)
  await lab.reaches(id, 2)
  await lab.ask('runs.stop', { id, when: 'epoch' })
  lab.release(id)
  const { status, record } = await lab.ended(id)
  expect(status.kind).toBe('stopped')
  const stoppedAt = measured(id).steps.length
  expect(stoppedAt % (record.stepsPerEpoch ?? NaN)).toBe(0)
  expect(stoppedAt).toBeGreaterThan(0)
  expect(stoppedAt).toBeLessThan(400)
  await lab.ask('runs.resume', { id, trainMore: 0 })
  expect((await lab.ended(id)).status).toEqual({ kind: 'finished', step: 400 })
  expect(measured(id).losses).toEqual(uninterrupted(400))
}, 60_000)

test('a run trains longer, while it is at work and after it finished', async () => {
  const [id = ''] = await lab.train(['held'], 100)
  await lab.reaches(id, 2)
  await lab.ask('runs.extend', { id, steps: 10 })
  lab.release(id)
  expect((await lab.ended(id)).status).toEqual({ kind: 'finished', step: 110 })
  expect(await lab.client.call('runs.resume', { id, trainMore: 0 })).toMatchObject({ ok: false, error: { code: 'nothing-left' } })
  await lab.ask('runs.resume', { id, trainMore: 5 })
  expect((await lab.ended(id)).totalSteps).toBe(115)
  expect(measured(id).losses).toEqual(uninterrupted(115))
}, 60_000)

test('a rate that is scaled holds from a step on, is an event, and outlives a pause', async () => {
  const [id = ''] = await lab.train(['long'], 10_000)
  await lab.reaches(id, 5)
  await lab.ask('runs.scaleRate', { id, scale: 0.5 })
  await lab.until('run', { id }, (run) => run?.summary.rateScale === 0.5)
  await paused(id)
  await lab.ask('runs.resume', { id, trainMore: 0 })
  const before = measured(id).steps.length
  await lab.reaches(id, before + 5)
  await lab.ask('runs.stop', { id, when: 'now' })
  await lab.ended(id)
  const { rates, kinds } = measured(id)
  const [scheduled = 0] = rates
  const changed = rates.findIndex((rate) => rate !== scheduled)
  expect(changed).toBeGreaterThan(4)
  expect(new Set(rates.slice(changed))).toEqual(new Set([scheduled / 2]))
  expect(kinds).toContain('rate-changed')
}, 60_000)

test('a branch begins with the state of a checkpoint and continues its count', async () => {
  const [id = ''] = await lab.train(['long'], 10_000)
  await lab.reaches(id, 10)
  const at = await paused(id)
  const { recipe } = (await lab.until('run', { id }, () => true))?.summary.record ?? {}
  if (!recipe) throw new Error('no run')
  const shorter = { ...recipe, length: { unit: 'steps' as const, value: at + 10 } }
  expect(await lab.client.call('runs.branch', { id, step: at + 1, name: 'twig', recipe: shorter })).toMatchObject({
    ok: false,
    error: { code: 'no-checkpoint' },
  })
  const made = await lab.ask('runs.branch', { id, step: at, name: 'twig', recipe: shorter })
  const run = await lab.ended(made.id)
  expect(run.status).toEqual({ kind: 'finished', step: at + 10 })
  expect(run.record.origin).toEqual({ run: id, name: 'long', step: at })
  expect(measured(made.id).losses).toEqual(uninterrupted(at + 10).slice(at))
  expect(measured(id).outcomes).toEqual(['paused'])
}, 60_000)

test('a run that crashed or was stopped goes on with one call, one that diverged does not', async () => {
  const [killed = '', diverges = '', overflows = ''] = await lab.train(['held', 'diverges', 'overflows'], 60)
  await lab.reaches(killed, 5)
  process.kill(await lab.trainerAtWork(killed), 'SIGKILL')
  expect((await lab.ended(killed)).status.kind).toBe('crashed')
  lab.release(killed)
  await lab.ask('runs.resume', { id: killed, trainMore: 0 })
  expect((await lab.ended(killed)).status).toEqual({ kind: 'finished', step: 60 })
  expect(measured(killed)).toMatchObject({ losses: uninterrupted(60), outcomes: [null, 'finished'] })
  expect((await lab.ended(diverges)).status.kind).toBe('diverged')
  expect(await lab.client.call('runs.resume', { id: diverges, trainMore: 0 })).toMatchObject({
    ok: false,
    error: { code: 'run-diverged', remedy: expect.stringContaining('Branch') },
  })
  // What its last good step left was not finite: nothing of it was kept, and nothing is offered to go on from.
  expect(await lab.ended(overflows)).toMatchObject({ status: { kind: 'diverged' }, resumesFrom: null })
  expect(await lab.client.call('runs.resume', { id: overflows, trainMore: 0 })).toMatchObject({
    ok: false,
    error: { code: 'run-diverged', remedy: expect.stringMatching(/no checkpoint to branch from: train it anew/) },
  })
}, 60_000)

test('closing with "stop" pauses what runs; at the next start it is still paused, and what was queued goes on', async () => {
  const [id = '', next = ''] = await lab.train(['long', 'next'], 10_000)
  await lab.reaches(id, 5)
  const { pid } = measured(id)
  await lab.ask('lab.close', { training: 'stop' })
  expect(measured(id).outcomes).toEqual(['paused'])
  await expect.poll(() => isAlive(pid)).toBe(false)
  lab.client.close()
  lab = openLabUnderTest(lab.folder)
  await lab.reaches(next, 1)
  const runs = await lab.until('runs', {}, () => true)
  expect(runs.find(({ record }) => record.id === id)?.status.kind).toBe('paused')
  await lab.ask('runs.stop', { id: next, when: 'now' })
  await lab.ended(next)
  const at = measured(id).steps.length
  await lab.ask('runs.resume', { id, trainMore: 0 })
  await lab.reaches(id, at + 5)
  await paused(id)
  const { steps, losses } = measured(id)
  expect(steps.length).toBeGreaterThan(at)
  expect(losses).toEqual(uninterrupted(steps.length))
}, 60_000)

test('what a person closed stays closed, however many other windows are open: the queue does not train on', async () => {
  const [id = '', next = ''] = await lab.train(['long', 'next'], 10_000)
  await lab.reaches(id, 5)
  const other = openLabUnderTest(lab.folder)
  const states: string[] = []
  other.client.onConnection((state) => states.push(state))
  await other.until('runs', {}, (runs) => runs.length === 2)
  await lab.ask('lab.close', { training: 'stop' })
  await expect.poll(() => states.at(-1)).toBe('closed')
  await wait(2500)
  expect(lab.labs()).toHaveLength(1)
  expect(await other.client.call('presets.list', {})).toMatchObject({ ok: false, error: { code: 'lab-closed' } })
  expect(measured(next).pid).toBe(0)
  other.client.reopen()
  await other.reaches(next, 1)
  expect(lab.labs()).toHaveLength(2)
  lab.client.close()
  lab = other
}, 60_000)

test('two who resume a run at once get one longer training, and the second is told that it trains', async () => {
  const [id = ''] = await lab.train(['held'], 100)
  await paused(id)
  const replies = await Promise.all([1, 2].map(() => lab.client.call('runs.resume', { id, trainMore: 100 })))
  expect(replies).toMatchObject([{ ok: true }, { ok: false, error: { code: 'run-active' } }])
  expect(await lab.ended(id)).toMatchObject({ status: { kind: 'finished', step: 200 }, totalSteps: 200 })
}, 60_000)

test('a run whose folder is removed while it trains ends, and neither the lab nor the queue with it', async () => {
  const [id = '', gone = '', next = ''] = await lab.train(['long', 'gone', 'next'], 5_000)
  const pid = await lab.trainerAtWork(id)
  rmSync(join(lab.folder, 'runs', gone), { recursive: true })
  rmSync(join(lab.folder, 'runs', id), { recursive: true, maxRetries: 20, retryDelay: 20 })
  await lab.reaches(next, 1)
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
  expect((await lab.until('runs', {}, () => true)).map(({ record }) => record.id)).toEqual([next])
  expect(lab.labs()).toHaveLength(1)
}, 60_000)

test('a checkpoint that takes longer to write than the lab waits for a word is waited for, and not cut off', async () => {
  const [id = ''] = await lab.train(['slow disk'], 10_000)
  await lab.reaches(id, 5)
  const closing = lab.ask('lab.close', { training: 'stop' })
  const slow = await lab.until('run', { id }, (run) => silenceOf(run?.summary.status) !== null)
  expect(silenceOf(slow?.summary.status)).toBe('writing')
  await closing
  expect(measured(id)).toMatchObject({ outcomes: ['paused'], kinds: expect.arrayContaining(['checkpoint']) })
}, 60_000)

test.runIf(process.platform === 'linux')(
  'a suspended trainer is told apart, and goes on when it is woken',
  async () => {
    const [id = ''] = await lab.train(['long'], 10_000)
    await lab.reaches(id, 5)
    const pid = await lab.trainerAtWork(id)
    process.kill(pid, 'SIGSTOP')
    const suspended = await lab.until('run', { id }, (run) => silenceOf(run?.summary.status) !== null)
    expect(silenceOf(suspended?.summary.status)).toBe('suspended')
    await lab.ask('runs.revive', { id, how: 'wake' })
    await lab.until('run', { id }, (run) => run?.summary.status.kind === 'running' && silenceOf(run.summary.status) === null)
    expect(measured(id).pid).toBe(pid)
  },
  60_000,
)

test.runIf(process.platform === 'linux')(
  'a suspended trainer that a new lab finds, and that cannot say who it is, is told apart and woken',
  async () => {
    const [id = ''] = await lab.train(['long'], 10_000)
    await lab.reaches(id, 5)
    const pid = await lab.trainerAtWork(id)
    lab.client.close()
    const first = lab.labs().at(-1) ?? 0
    process.kill(first, 'SIGKILL')
    process.kill(pid, 'SIGSTOP')
    while (isAlive(first)) await wait(20)
    const before = measured(id).steps.length
    lab = openLabUnderTest(lab.folder)
    const suspended = await lab.until('run', { id }, (run) => silenceOf(run?.summary.status) !== null)
    expect(silenceOf(suspended?.summary.status)).toBe('suspended')
    await lab.ask('runs.revive', { id, how: 'wake' })
    await lab.reaches(id, before + 5)
    expect(measured(id).pid).toBe(pid)
  },
  60_000,
)

test('a trainer that hangs is told, ended and resumed', async () => {
  const [id = ''] = await lab.train(['hangs once'], 60)
  const hung = await lab.until('run', { id }, (run) => silenceOf(run?.summary.status) !== null)
  expect(silenceOf(hung?.summary.status)).toBe('hung')
  await lab.ask('runs.revive', { id, how: 'restart' })
  expect((await lab.ended(id)).status).toEqual({ kind: 'finished', step: 60 })
  expect(measured(id)).toMatchObject({ losses: uninterrupted(60), outcomes: [null, 'finished'] })
}, 60_000)

test('a lab that is to end does not wait for ever for a trainer that hangs', async () => {
  const [id = ''] = await lab.train(['hangs once'], 60)
  await lab.until('run', { id }, (run) => silenceOf(run?.summary.status) !== null)
  const { pid } = measured(id)
  await lab.ask('lab.close', { training: 'stop' })
  await expect.poll(() => isAlive(pid)).toBe(false)
  lab.client.close()
  await wait(100)
  lab = openLabUnderTest(lab.folder)
  const { status } = await lab.ended(id)
  expect(status).toMatchObject({ kind: 'crashed', reason: expect.stringContaining('said nothing') })
}, 60_000)

function silenceOf(status: { kind: string; silent?: { kind: string } } | undefined): string | null {
  return status?.kind === 'running' ? (status.silent?.kind ?? null) : null
}
