/** One writer a run and one lab a library: a lock in the folder decides, not an address that others may not find. */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isHeld } from '../../../core/files/held-file.ts'
import { isAlive } from '../../../core/process/alive.ts'
import { openMetricsReader } from '../../../core/store/metrics-reader.ts'
import { trainerLockFile } from '../../../core/store/run-folder.ts'
import { labAddress, trainerAddress } from '../../../core/transport/addresses.ts'
import { connectOrStartLab } from '../../../core/transport/connect-lab.ts'
import { answersAt } from '../../../core/transport/local-socket.ts'
import { withDigits } from './digits.ts'
import { openLabUnderTest, type LabUnderTest } from './lab-under-test.ts'

/** Where another person's shell, or a container, has its temporary files. */
const elsewhere = mkdtempSync(join(tmpdir(), 'stagecraft-elsewhere-'))
let lab: LabUnderTest

withDigits()
afterAll(() => {
  rmSync(elsewhere, { recursive: true, force: true })
})
beforeEach(() => {
  lab = openLabUnderTest()
})
afterEach(async () => {
  await lab.close()
  vi.unstubAllEnvs()
}, 90_000)

const folderOf = (id: string): string => join(lab.folder, 'runs', id)

function attempts(id: string): { pid: number; outcome: string | null }[] {
  const metrics = openMetricsReader(folderOf(id))
  metrics.refresh()
  const all = metrics.attempts.map(({ pid, end }) => ({ pid, outcome: end?.outcome ?? null }))
  metrics.close()
  return all
}

async function killLab(): Promise<void> {
  const pid = lab.labs().at(-1) ?? 0
  lab.client.close()
  process.kill(pid, 'SIGKILL')
  while (isAlive(pid)) await wait(20)
}

const silenceOf = (status: { kind: string; silent?: { kind: string } } | undefined): string | null => status?.silent?.kind ?? null

test.runIf(process.platform === 'linux')(
  'a trainer that lives but cannot be reached is said to be that: not crashed, not started a second time, and it can be ended',
  async () => {
    const [id = '', next = ''] = await lab.train(['long', 'next'], 3_000)
    const pid = await lab.trainerAtWork(id)
    await killLab()
    vi.stubEnv('TMPDIR', elsewhere)
    lab = openLabUnderTest(lab.folder)
    const found = await lab.until('run', { id }, (run) => silenceOf(run?.summary.status) !== null)
    expect(silenceOf(found?.summary.status)).toBe('unreachable')
    // What it measures is still seen.
    const { step } = found?.summary.status.kind === 'running' ? found.summary.status : { step: 0 }
    await lab.reaches(id, step + 5)
    expect((await lab.until('run', { id: next }, () => true))?.summary.status.kind).toBe('queued')
    expect(attempts(id)).toEqual([{ pid, outcome: null }])
    expect(await lab.client.call('lab.close', { training: 'stop' })).toMatchObject({ ok: false, error: { code: 'unreachable' } })

    await lab.ask('runs.revive', { id, how: 'restart' })
    await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false)
    await lab.until('run', { id }, (run) => run?.summary.status.kind === 'running' && silenceOf(run.summary.status) === null)
    await lab.ask('runs.stop', { id: next, when: 'now' })
    await lab.ask('runs.stop', { id, when: 'now' })
    await lab.ended(id)
    expect(attempts(id).map(({ outcome }) => outcome)).toEqual([null, 'stopped'])
  },
  60_000,
)

test('a second lab of a library that cannot reach the first says so, and opens nothing', async () => {
  await lab.ask('presets.list', {})
  vi.stubEnv('TMPDIR', elsewhere)
  const refused = await connectOrStartLab(lab.start).catch((thrown: unknown) => String(thrown))
  expect(refused).toContain('Another lab has the library')
  expect(refused).not.toContain('    at ')
  expect(lab.labs()).toHaveLength(1)
}, 90_000)

test.skipIf(process.platform === 'win32')(
  'a socket that was tidied away comes again',
  async () => {
    const [id = ''] = await lab.train(['long'], 10_000)
    await lab.trainerAtWork(id)
    for (const address of [labAddress(lab.folder), trainerAddress(folderOf(id))]) {
      rmSync(address)
      await expect.poll(() => answersAt(address), { timeout: 10_000 }).toBe(true)
    }
    await lab.ask('runs.stop', { id, when: 'now' })
    expect((await lab.ended(id)).status.kind).toBe('stopped')
  },
  90_000,
)

test('a run that a trainer is at work on, unknown to the lab, is joined rather than trained by two', async () => {
  const [id = ''] = await lab.train(['long'], 3_000)
  process.kill(await lab.trainerAtWork(id), 'SIGKILL')
  await lab.ended(id)
  const entry = fileURLToPath(new URL('./counting-trainer.ts', import.meta.url))
  const byHand = spawn(process.execPath, [entry, folderOf(id)], { stdio: 'ignore' })
  await expect.poll(() => attempts(id).at(-1)?.pid, { timeout: 10_000 }).toBe(byHand.pid)
  expect(await lab.client.call('runs.remove', { ids: [id] })).toMatchObject({ ok: false, error: { code: 'run-active' } })
  await lab.ask('runs.resume', { id, trainMore: 0 })
  await lab.ask('runs.stop', { id, when: 'now' })
  expect((await lab.ended(id)).status.kind).toBe('stopped')
  expect(attempts(id).map(({ outcome }) => outcome)).toEqual([null, 'stopped'])
}, 90_000)

test('a second trainer of a run leaves at once, and a copy of the run is nobody’s', async () => {
  const [id = ''] = await lab.train(['long'], 3_000)
  await lab.trainerAtWork(id)
  const entry = fileURLToPath(new URL('./counting-trainer.ts', import.meta.url))
  const second = spawn(process.execPath, [entry, folderOf(id)], { stdio: 'ignore', env: { ...process.env, TMPDIR: elsewhere } })
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(4)
  const copy = join(elsewhere, id)
  cpSync(folderOf(id), copy, { recursive: true })
  expect(isHeld(join(folderOf(id), trainerLockFile))).toBe(true)
  expect(isHeld(join(copy, trainerLockFile))).toBe(false)
  expect(attempts(id)).toHaveLength(1)
}, 90_000)
