import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runFiles } from '../../core/export/of-runs/run-files.ts'
import { checkpointLister, checkpointPath, keepCheckpoints } from '../../core/store/checkpoints.ts'
import { openMetricsReader } from '../../core/store/metrics-reader.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { firstPosition } from '../../core/store/position.ts'
import { noRemarks } from '../../core/store/remarks.ts'
import { summarize } from '../../core/store/run-summary.ts'
import { sampleAttempt, sampleRecord, sampleStep, temporaryFolder } from './support/samples.ts'

const script = (name: string): string => fileURLToPath(new URL(`./support/${name}-process.ts`, import.meta.url))

test('a reader beside a writing process sees whole commits, each step once, and holds nobody up', async () => {
  const folder = temporaryFolder()
  const reader = openMetricsReader(folder)
  const child = spawn(process.execPath, [script('writing'), folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let acknowledged = 0
  child.stdout.on('data', (text: Buffer) => {
    acknowledged = Number(text.toString().trim().split('\n').at(-1))
  })
  let looks = 0
  while (reader.steps.length < 3000) {
    const before = acknowledged
    reader.refresh()
    const steps = reader.steps.column('step')
    expect(steps.length).toBeGreaterThanOrEqual(before)
    expect(steps.length % 3).toBe(0)
    looks += 1
    await setTimeout(1)
  }
  child.kill('SIGKILL')
  await once(child, 'close')
  expect(reader.steps.column('step').every((step, index) => step === index + 1)).toBe(true)
  expect(looks).toBeGreaterThan(1)
  reader.close()
})

test('checkpoints that are removed while they are looked at are not there: they are no damage, and nobody fails of it', async () => {
  const folder = temporaryFolder()
  const from = temporaryFolder()
  const size = keepCheckpoints(from, sampleRecord('run'), () => 1).save({ ...firstPosition(1000), step: 100 }, new Map())
  const child = spawn(process.execPath, [script('removing'), checkpointPath(from, 100), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  const lister = checkpointLister()
  const seen = new Set<number>()
  for (let look = 0; look < 4000; look += 1) {
    const { usable, unusable } = lister.list(folder, 'run')
    expect(unusable).toEqual([])
    expect(runFiles(folder).filter(({ bytes }) => bytes !== size)).toEqual([])
    seen.add(usable.length)
  }
  child.kill('SIGKILL')
  await once(child, 'close')
  expect(seen.size).toBeGreaterThan(2)
})

test('only what is new is read, and nothing when nothing is', () => {
  const folder = temporaryFolder()
  const reader = openMetricsReader(folder)
  expect(reader.refresh()).toBe(false)
  const writer = openMetricsWriter(folder, sampleAttempt)
  for (let step = 1; step <= 3; step += 1) writer.step(sampleStep(step))
  expect(reader.refresh()).toBe(true)
  expect(reader.steps.length).toBe(0)
  writer.commit()
  expect(reader.refresh()).toBe(true)
  expect([...reader.steps.column('step')]).toEqual([1, 2, 3])
  expect(reader.refresh()).toBe(false)
  writer.close()
  reader.close()
})

test('a later attempt replaces what it measures again, for a reader that was looking as for one that was not', () => {
  const folder = temporaryFolder()
  const first = openMetricsWriter(folder, sampleAttempt)
  for (let step = 1; step <= 10; step += 1) first.step(sampleStep(step))
  first.evaluation({ step: 10, split: 'test', time: 1, loss: 1, error: 0.5 })
  first.commit()
  const looking = openMetricsReader(folder)
  looking.refresh()
  expect(looking.steps.length).toBe(10)
  first.close()

  const second = openMetricsWriter(folder, { ...sampleAttempt, fromStep: 6 })
  for (let step = 7; step <= 8; step += 1) second.step({ ...sampleStep(step), loss: -step })
  second.commit()
  const fresh = openMetricsReader(folder)
  for (const reader of [looking, fresh]) {
    reader.refresh()
    expect([...reader.steps.column('step')]).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect([...reader.steps.column('trainLoss').subarray(5)]).toEqual([1 / 6, -7, -8])
    expect(reader.evaluations.test.length).toBe(0)
    expect(reader.attempts.map(({ attempt, fromStep }) => [attempt, fromStep])).toEqual([
      [1, 0],
      [2, 6],
    ])
    reader.close()
  }
  second.close()
})

test('numbers that are not finite come back as what they were', () => {
  const folder = temporaryFolder()
  const writer = openMetricsWriter(folder, sampleAttempt)
  const values = [NaN, Infinity, -Infinity, 0, -0.5, Number.MAX_VALUE, Number.MIN_VALUE]
  values.forEach((loss, index) => writer.step({ ...sampleStep(index + 1), loss, error: loss }))
  writer.commit()
  const reader = openMetricsReader(folder)
  reader.refresh()
  expect([...reader.steps.column('trainLoss')]).toEqual(values)
  writer.close()
  reader.close()
})

test('an error that an older Stagecraft kept beside a loss that was not finite is none, and never the best', () => {
  const folder = temporaryFolder()
  const writer = openMetricsWriter(folder, sampleAttempt)
  const losses = [0.5, NaN, Infinity]
  losses.forEach((loss, index) => {
    writer.step({ ...sampleStep(index + 1), loss, error: 0.1 })
    writer.evaluation({ step: index + 1, split: 'test', time: 1, loss, error: 0.3 - 0.1 * index })
  })
  writer.commit()
  const reader = openMetricsReader(folder)
  reader.refresh()
  expect([...reader.steps.column('trainError')]).toEqual([0.1, NaN, NaN])
  expect([...reader.evaluations.test.column('error')]).toEqual([0.3, NaN, NaN])
  const record = sampleRecord('run')
  const facts = { ...reader, record, end: null, pending: null, resumesFrom: null, wantedSteps: 0, bytes: 0, remarks: noRemarks }
  expect(
    summarize({ ...facts, attempts: reader.attempts, controls: reader.controls, unreadable: null, damage: [] }),
  ).toMatchObject({
    bestStep: 1,
    bestTestError: 0.3,
    testError: null,
    trainError: 0.1,
  })
  writer.close()
  reader.close()
})

test('the last steps alone are enough for figures', () => {
  const folder = temporaryFolder()
  const writer = openMetricsWriter(folder, sampleAttempt)
  for (let step = 1; step <= 200; step += 1) writer.step(sampleStep(step))
  writer.commit()
  const reader = openMetricsReader(folder, 50)
  reader.refresh()
  expect([...reader.steps.column('step')]).toEqual(Array.from({ length: 50 }, (_, index) => 151 + index))
  writer.close()
  reader.close()
})
