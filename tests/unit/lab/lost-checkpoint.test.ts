/** A run whose newest checkpoint was damaged or lost, in a real lab with trainers that only count: nothing measured is dropped unasked. */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkpointPath } from '../../../core/store/checkpoints.ts'
import { openMetricsReader } from '../../../core/store/metrics-reader.ts'
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

function stepsOf(id: string): number[] {
  const metrics = openMetricsReader(folderOf(id))
  metrics.refresh()
  const steps = [...metrics.steps.column('step')]
  metrics.close()
  return steps
}

/** Enough that it is not over before it is asked to pause. */
const length = 300
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

function command(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...words, '--library', lab.folder], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

/** A run paused, gone on with to its end at step 300, with a checkpoint of either. */
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

test('its resuming is refused and changes nothing; a person may go back to the older one', async () => {
  const { id, older } = await finishedWithTwo()
  const newest = checkpointPath(folderOf(id), length)
  truncateSync(newest, statSync(newest).size - 1)

  const refused = await lab.client.call('runs.resume', { id, trainMore: 1 })
  expect(refused).toMatchObject({ ok: false, error: { code: 'checkpoint-unusable' } })
  if (!refused.ok) expect(refused.error.message).toMatch(/step 300 cannot be used: it has \d+ bytes instead of \d+.*of step \d+;/)
  expect((await lab.ended(id)).status).toEqual({ kind: 'finished', step: length })
  expect(stepsOf(id)).toEqual(upTo(length))
  // It is told before anybody asks, too.
  const detail = await lab.until('run', { id }, (value) => value !== null)
  expect(detail?.wayOn).toMatchObject({ from: older, refused: expect.stringContaining(`step ${length}`) })

  const back = await command('resume', id, '--back-to', String(older))
  expect(back.err + back.out).toMatch(/goes on/)
  expect(back.code).toBe(0)
  expect(stepsOf(id)).toEqual(upTo(length))
  const after = await lab.until('run', { id }, (value) => value !== null)
  expect(after?.attempts.at(-1)).toMatchObject({ fromStep: older, toStep: length, outcome: 'finished' })
  expect(after?.events.find(({ text }) => text.includes('cannot be used'))?.kind).toBe('resumed')
}, 90_000)

test('damage that only its digest shows is found before the run is queued', async () => {
  const { id, older } = await finishedWithTwo()
  const newest = checkpointPath(folderOf(id), length)
  const bytes = readFileSync(newest)
  bytes[bytes.length - 2] = (bytes.at(-2) ?? 0) ^ 1
  writeFileSync(newest, bytes)
  expect(await lab.client.call('runs.resume', { id, trainMore: 5 })).toMatchObject({ error: { code: 'checkpoint-unusable' } })
  const detail = await lab.until('run', { id }, (value) => value?.wayOn.refused !== null)
  expect(detail?.wayOn.from).toBe(older)
  expect(detail?.summary.damage.map(({ file }) => file)).toEqual(['checkpoints/step-00000300.safetensors'])
}, 90_000)

test('with no other checkpoint it does not begin anew over its steps; another run from the start stands beside it', async () => {
  const [id = ''] = await lab.train(['counts'], 20)
  expect((await lab.ended(id)).status).toEqual({ kind: 'finished', step: 20 })
  rmSync(checkpointPath(folderOf(id), 20))
  const refused = await command('resume', id, '--more', '1')
  expect(refused.code).toBe(1)
  expect(refused.err).toMatch(/The checkpoint of step 20 is gone.*could only begin anew.*again/s)
  expect((await command('resume', id, '--back-to', '0')).code).toBe(1)
  expect(stepsOf(id)).toEqual(upTo(20))

  const again = await command('again', id)
  expect(again.code).toBe(0)
  const runs = await lab.until('runs', {}, (all) => all.length === 2)
  expect(runs.map(({ record, status }) => [record.name, status.kind])).toEqual([
    ['counts, again', 'finished'],
    ['counts', 'finished'],
  ])
  expect(stepsOf(id)).toEqual(upTo(20))
  expect(readdirSync(join(folderOf(id), 'checkpoints'))).toEqual([])
}, 90_000)
