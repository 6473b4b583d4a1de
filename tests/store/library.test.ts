import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readArchitecture } from '../../core/architecture/file-format.ts'
import { openLibrary, type Library } from '../../core/store/library.ts'
import type { EndStatus } from '../../core/store/run-end.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { sampleArchitecture, sampleAttempt, sampleRecord, sampleStep, temporaryFolder } from './support/samples.ts'

const nobody = (): null => null
const statusOf = (library: Library, id: string) => library.runs.summary(id, nobody)?.status

function train(library: Library, id: string, end: 'finished' | 'stopped' | 'diverged' | null): void {
  const writer = openMetricsWriter(library.runs.folder(id), sampleAttempt)
  for (let step = 1; step <= 100; step += 1) writer.step(sampleStep(step))
  writer.evaluation({ step: 50, split: 'test', time: 2, loss: 1, error: 0.3 })
  writer.evaluation({ step: 100, split: 'test', time: 3, loss: 0.9, error: 0.4 })
  if (end) writer.event({ step: 100, time: 4, kind: end, text: 'So it ended.', remedy: 'Do this.' })
  writer.commit()
  writer.close()
}

test('a queue keeps its order, over restarts too', () => {
  const folder = temporaryFolder()
  const before = openLibrary(folder)
  for (const id of ['b', 'a', 'c']) before.runs.add(sampleRecord(id))
  expect(statusOf(before, 'a')).toEqual({ kind: 'queued', position: 2 })
  before.runs.begin('b')
  before.close()
  const after = openLibrary(folder)
  expect(after.runs.queued()).toEqual(['a', 'c'])
  expect(after.runs.running()).toEqual(['b'])
  expect(statusOf(after, 'c')).toEqual({ kind: 'queued', position: 2 })
  after.close()
})

test('a status says what the trainer committed; one that committed no end is crashed, whatever the lab died of', () => {
  const folder = temporaryFolder()
  const library = openLibrary(folder, () => 77)
  const ends = ['finished', 'stopped', 'diverged', null] as const
  for (const end of ends) {
    const id = `run-${end}`
    library.runs.add(sampleRecord(id))
    library.runs.begin(id)
    train(library, id, end)
  }
  expect(library.runs.summary('run-null', () => ({ step: 103, evaluating: 0.5, remainingMs: 9 }))).toMatchObject({
    status: { kind: 'running', step: 103 },
    evaluating: 0.5,
    remainingMs: 9,
    endedAt: null,
  })
  const crash = {
    kind: 'crashed',
    step: 100,
    reason: 'It was killed.',
    remedy: 'Train again.',
    log: ['last line'],
  } satisfies EndStatus
  // For those that committed an end, the lab's word does not count.
  for (const end of ends) library.runs.end(`run-${end}`, crash)
  const expected = {
    'run-finished': { kind: 'finished', step: 100 },
    'run-stopped': { kind: 'stopped', step: 100 },
    'run-diverged': { kind: 'diverged', step: 100, reason: 'So it ended.', remedy: 'Do this.' },
    'run-null': crash,
  }
  for (const [id, status] of Object.entries(expected)) expect(statusOf(library, id)).toEqual(status)
  expect(library.runs.events('run-null').at(-1)).toMatchObject({ kind: 'crashed', text: 'It was killed.', time: 77 })
  library.close()

  // Without library.db and its copies the folders alone tell the same.
  for (const file of ['library.db', 'library.db.backup-1', 'library.db.backup-2']) rmSync(join(folder, file), { force: true })
  const rebuilt = openLibrary(folder)
  expect(rebuilt.notices).toEqual([])
  for (const [id, status] of Object.entries(expected)) expect(statusOf(rebuilt, id)).toEqual(status)
  expect(rebuilt.runs.queued()).toEqual([])
  expect(rebuilt.runs.running()).toEqual([])
  rebuilt.close()
})

test('from folders alone, a run that was training is looked for again, and one that waited waits', () => {
  const folder = temporaryFolder()
  const library = openLibrary(folder)
  library.runs.add(sampleRecord('second', { createdAt: 2 }))
  library.runs.add(sampleRecord('first', { createdAt: 1 }))
  library.runs.add(sampleRecord('training', { createdAt: 0 }))
  train(library, 'training', null)
  library.close()
  for (const file of ['library.db', 'library.db.backup-1', 'library.db.backup-2']) rmSync(join(folder, file), { force: true })
  const rebuilt = openLibrary(folder)
  expect(rebuilt.runs.running()).toEqual(['training'])
  expect(rebuilt.runs.queued()).toEqual(['first', 'second'])
  rebuilt.close()
})

test('figures are those of what was written', () => {
  const library = openLibrary(temporaryFolder())
  library.runs.add(sampleRecord('run'))
  library.runs.begin('run')
  expect(library.runs.summary('run', nobody)).toMatchObject({ trainLoss: null, testError: null, stepMs: null, device: null })
  train(library, 'run', 'finished')
  const last50 = Array.from({ length: 50 }, (_, index) => 51 + index)
  const meanOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const summary = library.runs.summary('run', nobody)
  expect(summary?.trainLoss).toBeCloseTo(meanOf(last50.map((step) => 1 / step)), 12)
  expect(summary).toMatchObject({
    startedAt: sampleAttempt.startedAt,
    endedAt: 4,
    testLoss: 0.9,
    testError: 0.4,
    bestTestError: 0.3,
    bestStep: 50,
    learningRate: 0.1,
    // Of 50 steps of 10, 11 and 12 ms in turn, 51 % 3 = 0 first: 17, 17 and 16 of them.
    stepMs: 11,
    imagesPerSecond: 128_000 / 11,
    device: 'test',
  })
  library.close()
})

test('the training time of a run is that of its attempts, without the time between them or what was trained in vain', () => {
  const library = openLibrary(temporaryFolder())
  library.runs.add(sampleRecord('run'))
  library.runs.begin('run')
  const attempt = (startedAt: number, fromStep: number, steps: number, end: 'paused' | 'finished' | null): void => {
    const writer = openMetricsWriter(library.runs.folder('run'), { ...sampleAttempt, startedAt, fromStep })
    for (let step = fromStep + 1; step <= fromStep + steps; step += 1) {
      writer.step({ ...sampleStep(step), time: startedAt + 10 * (step - fromStep) })
    }
    if (end) writer.event({ step: fromStep + steps, time: startedAt + 10 * steps + 5, kind: end, text: '' })
    writer.commit()
    writer.close()
  }
  attempt(1_000, 0, 10, 'paused')
  expect(library.runs.summary('run', nobody)?.trainedMs).toBe(105)
  // Killed at step 30; its steps beyond 25 are done again by the next.
  attempt(50_000, 10, 20, null)
  expect(library.runs.summary('run', nobody)?.trainedMs).toBe(105 + 200)
  attempt(90_000, 25, 5, 'finished')
  expect(library.runs.summary('run', nobody)?.trainedMs).toBe(105 + 150 + 55)
  library.close()
})

test('a run that was removed is in the bin with all its files and comes back as it was', () => {
  const folder = temporaryFolder()
  const library = openLibrary(folder)
  library.runs.add(sampleRecord('run'))
  expect(() => library.runs.remove(['run'])).toThrow('has not ended')
  library.runs.begin('run')
  train(library, 'run', 'finished')
  library.runs.end('run', { kind: 'finished', step: 100 })
  const before = library.runs.summary('run', nobody)
  expect(library.runs.remove(['run'])).toBeGreaterThan(1000)
  expect(library.runs.summaries(nobody)).toEqual([])
  expect(existsSync(join(folder, 'bin', 'run', 'metrics.db'))).toBe(true)
  library.runs.restore(['run'])
  expect(library.runs.summary('run', nobody)).toMatchObject({ ...before, bytes: expect.any(Number) as number })
  const query = {
    series: ['testError'] as const,
    buckets: 10,
    smoothing: 0 as const,
    x: 'step' as const,
    log: false,
    from: null,
    to: null,
  }
  expect([...(library.runs.curves({ ...query, runs: ['run', 'absent'] })[0]?.low ?? [])]).toEqual([0.3, 0.4])
  library.close()
})

test('a run folder that was copied in is a run', () => {
  const from = openLibrary(temporaryFolder())
  from.runs.add(sampleRecord('moved'))
  from.runs.begin('moved')
  train(from, 'moved', 'finished')
  const to = openLibrary(temporaryFolder())
  expect(to.runs.summaries(nobody)).toEqual([])
  cpSync(from.runs.folder('moved'), to.runs.folder('moved'), { recursive: true })
  expect(statusOf(to, 'moved')).toEqual({ kind: 'finished', step: 100 })
  from.close()
  to.close()
})

test('what is no name of a run leads nowhere', () => {
  const library = openLibrary(temporaryFolder())
  for (const id of ['../..', '..', '.', '', 'a/b', 'a\\b', 'x'.repeat(101), 'nul\0', '-rf']) {
    expect(() => library.runs.folder(id)).toThrow('There is no run')
    expect(() => library.runs.restore([id])).toThrow('There is no run')
    expect(library.runs.summary(id, nobody)).toBeNull()
  }
  library.close()
})

test('runs get colours in turn', () => {
  const library = openLibrary(temporaryFolder())
  expect(library.runs.nextColor()).toBe(1)
  library.runs.add(sampleRecord('one', { color: 1, createdAt: 1 }))
  library.runs.add(sampleRecord('two', { color: 2, createdAt: 2 }))
  expect(library.runs.nextColor()).toBe(3)
  library.close()
})

test('designs are saved as they are changed, put into the bin and taken out', () => {
  const folder = temporaryFolder()
  let time = 0
  const library = openLibrary(folder, () => (time += 1))
  const older = library.designs.save('older', sampleArchitecture, [])
  const newer = library.designs.save('newer', { ...sampleArchitecture, name: 'other' }, [])
  expect(newer.savedAt).toBeGreaterThan(older.savedAt)
  library.designs.save('older', { ...sampleArchitecture, name: 'changed' }, [sampleArchitecture])
  expect(library.designs.list().map(({ id, architecture }) => [id, architecture.name])).toEqual([
    ['older', 'changed'],
    ['newer', 'other'],
  ])
  library.designs.remove('newer')
  expect(library.designs.list().map(({ id }) => id)).toEqual(['older'])
  library.close()
  const again = openLibrary(folder)
  again.designs.restore('newer')
  expect(again.designs.list()).toHaveLength(2)
  expect(() => again.designs.remove('absent')).toThrow('not in the library')
  again.close()
})

test('what two windows make of one design is kept, both: the later one beside the earlier, under a name that says so', () => {
  const library = openLibrary(temporaryFolder())
  const state = (name: string) => ({ ...sampleArchitecture, name })
  const designs = (): [string, string][] => library.designs.list().map(({ id, architecture }) => [id, architecture.name])
  library.designs.save('shared', state('begun'), [])
  library.designs.save('shared', state('by one'), [state('begun')])
  const first = library.designs.save('shared', state('by another'), [state('begun')])
  expect(first.beside?.name).toBe('by another, other window')
  expect(Object.fromEntries(designs())).toEqual({
    shared: 'by one',
    [first.beside?.id ?? '']: 'by another, other window',
  })
  const second = library.designs.save('shared', state('by another'), [state('begun')])
  expect(second.beside?.name).toBe('by another, other window 2')
  // What is there already, and what follows from it, is no conflict: an answer may have been lost on its way.
  expect(library.designs.save('shared', state('by one'), []).beside).toBeNull()
  expect(library.designs.save('shared', state('on'), [state('begun'), state('by one')]).beside).toBeNull()
  expect(designs()).toHaveLength(3)
  library.close()
})

test("a run's folder holds its network as a file of its own", () => {
  const library = openLibrary(temporaryFolder())
  library.runs.add(sampleRecord('run'))
  const read = readArchitecture(readFileSync(join(library.runs.folder('run'), 'architecture.json'), 'utf8'))
  expect(read).toEqual({ ok: true, architecture: sampleArchitecture })
  expect(() => library.runs.add(sampleRecord('run'))).toThrow('already')
  library.close()
})
