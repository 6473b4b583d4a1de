/** What stands in the log beside metrics.db alone: brought in when an attempt ends, and never lost without a word. */
import Database from 'better-sqlite3'
import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keepCheckpoints } from '../../core/store/checkpoints.ts'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { openMetricsReader } from '../../core/store/metrics-reader.ts'
import { metricsWriterOver, openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { openForWriting, runDatabase } from '../../core/store/database.ts'
import { firstPosition } from '../../core/store/position.ts'
import { metricsFile } from '../../core/store/run-folder.ts'
import { logDamage } from '../../core/store/write-ahead-log.ts'
import { sampleAttempt, sampleRecord, sampleStep, temporaryFolder } from './support/samples.ts'

const nobody = (): null => null
const length = 60

/** Rows and events of a whole run, in twelve commits. */
function writeRun(writer: Pick<ReturnType<typeof openMetricsWriter>, 'step' | 'event' | 'commit'>): void {
  for (let step = 1; step <= length; step += 1) {
    writer.step(sampleStep(step))
    if (step % 5 === 0) writer.commit()
  }
  writer.event({ step: length, time: 1, kind: 'finished', text: 'Finished.' })
  writer.commit()
}

function rowsOf(path: string): number {
  const database = new Database(path, { readonly: true })
  try {
    return Number(database.prepare('SELECT count(*) FROM steps').pluck().get())
  } finally {
    database.close()
  }
}

/** A library whose run finished with a checkpoint, and whose log was never brought in: `folder` is as a crash of the computer left it. */
function withLogAlone(): { folder: string; path: string } {
  const source = temporaryFolder()
  const library = openLibrary(source)
  library.runs.add(sampleRecord('run'))
  library.runs.begin('run')
  const runFolder = library.runs.folder('run')
  const database = openForWriting(join(runFolder, metricsFile), runDatabase)
  database.pragma('wal_checkpoint(TRUNCATE)')
  writeRun(metricsWriterOver(database, sampleAttempt))
  const state = new Map([['conv.weights', { shape: [2], values: Float32Array.of(1, 2) }]])
  keepCheckpoints(runFolder, sampleRecord('run'), () => 1).save({ ...firstPosition(1000), step: length }, state)
  const folder = temporaryFolder()
  cpSync(source, folder, { recursive: true, filter: (path) => !path.endsWith('-shm') })
  database.close()
  library.close()
  return { folder, path: join(folder, 'runs', 'run', metricsFile) }
}

function look(library: Library) {
  const summary = library.runs.summary('run', nobody)
  if (summary === null) throw new Error('There is no run.')
  return { status: summary.status, damage: summary.damage, queued: library.runs.queued() }
}

test('a run that ended beside somebody who reads it stands in metrics.db alone', () => {
  const folder = temporaryFolder()
  const first = openMetricsWriter(folder, sampleAttempt)
  const reader = openMetricsReader(folder)
  reader.refresh()
  writeRun(first)
  reader.refresh()
  first.close()
  const copy = join(temporaryFolder(), metricsFile)
  copyFileSync(join(folder, metricsFile), copy)
  expect(rowsOf(copy)).toBe(length)
  expect(statSync(join(folder, `${metricsFile}-wal`)).size).toBe(0)
  reader.close()
})

test('of a run under way no more than some hundred pages stand in its log', () => {
  const folder = temporaryFolder()
  const writer = openMetricsWriter(folder, sampleAttempt)
  for (let step = 1; step <= 2000; step += 1) {
    writer.step(sampleStep(step))
    writer.commit()
  }
  expect(statSync(join(folder, `${metricsFile}-wal`)).size).toBeLessThan(300 * 4096)
  writer.close()
})

test('what a killed trainer left in its log the lab brings in', () => {
  const { folder, path } = withLogAlone()
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(32)
  const library = openLibrary(folder)
  library.runs.end('run', { kind: 'crashed', step: length, reason: '', remedy: '', log: [] })
  expect(look(library)).toEqual({ status: { kind: 'finished', step: length }, damage: [], queued: [] })
  const copy = join(temporaryFolder(), metricsFile)
  copyFileSync(path, copy)
  expect(rowsOf(copy)).toBe(length)
  library.close()
})

test('a finished run whose log a backup has left out is not trained again: it is told what it lacks', () => {
  const { folder, path } = withLogAlone()
  rmSync(`${path}-wal`)
  // A library.db that was lost with it: the folders alone say what there is.
  for (const name of ['library.db', 'library.db-wal', 'library.db-shm']) rmSync(join(folder, name), { force: true })
  rmSync(join(folder, 'library.db.backup-1'), { force: true })
  const library = openLibrary(folder)
  const { status, damage, queued } = look(library)
  expect(queued).toEqual([])
  expect(library.runs.running()).toEqual([])
  expect(status.kind).toBe('crashed')
  expect(damage).toMatchObject([{ file: metricsFile, reason: expect.stringContaining(`checkpoint of step ${length}`) }])
  library.close()
})

test('a log whose database is gone is kept, by who looks and by who trains on', () => {
  const { folder, path } = withLogAlone()
  rmSync(path)
  const log = readFileSync(`${path}-wal`)
  const library = openLibrary(folder)
  library.runs.end('run', { kind: 'crashed', step: 0, reason: 'It ended.', remedy: '', log: [] })
  expect(look(library).damage).toMatchObject([{ file: metricsFile, reason: expect.stringContaining('in its log alone') }])
  expect(readFileSync(`${path}-wal`)).toEqual(log)
  library.close()

  const writer = openMetricsWriter(join(folder, 'runs', 'run'), { ...sampleAttempt, fromStep: length })
  expect(writer.quarantined).toBe(`${path}.damaged-1`)
  expect(readFileSync(`${path}.damaged-1-wal`)).toEqual(log)
  writer.close()
})

test('no bit of a log flips unnoticed: all rows are there, or it is told and both files are kept as they are', () => {
  const { folder, path } = withLogAlone()
  const log = readFileSync(`${path}-wal`)
  const database = readFileSync(path)
  const library = openLibrary(folder)
  library.runs.end('run', { kind: 'crashed', step: length, reason: 'It ended.', remedy: '', log: [] })
  library.close()
  let noticed = 0
  fc.assert(
    fc.property(fc.nat(log.length - 1), fc.nat(7), (index, bit) => {
      const flipped = Uint8Array.from(log)
      flipped[index] = (flipped[index] ?? 0) ^ (1 << bit)
      for (const part of ['-wal', '-shm']) rmSync(path + part, { force: true })
      rmSync(join(folder, 'runs', 'run', 'end.json'), { force: true })
      writeFileSync(path, database)
      writeFileSync(`${path}-wal`, flipped)
      const after = openLibrary(folder)
      // Where its end is lost with the rest, a lab looks for its trainer, and finds none.
      for (const id of after.runs.running()) after.runs.end(id, { kind: 'crashed', step: 0, reason: '', remedy: '', log: [] })
      const { damage } = look(after)
      const metrics = openMetricsReader(join(folder, 'runs', 'run'))
      metrics.refresh()
      const rows = metrics.steps.length
      metrics.close()
      after.close()
      if (damage.length === 0) {
        expect(rows).toBe(length)
        return
      }
      noticed += 1
      expect(damage.map(({ file }) => file)).toEqual([metricsFile])
      // Unless the log ends there, what stood beyond may still be rescued by somebody.
      if (logDamage(path) !== null) expect(readFileSync(`${path}-wal`)).toEqual(Buffer.from(flipped))
    }),
    { numRuns: 60 },
  )
  expect(noticed).toBeGreaterThan(0)
})

test('who trains on after a flipped bit has the rows before it, and a copy of both files beside', () => {
  const { folder, path } = withLogAlone()
  const log = readFileSync(`${path}-wal`)
  const half = 32 + Math.floor((log.length - 32) / 2 / 4120) * 4120 + 100
  log[half] = (log[half] ?? 0) ^ 1
  writeFileSync(`${path}-wal`, log)
  const database = readFileSync(path)
  expect(logDamage(path)).toMatch(/^frame \d+ of its log is damaged/)
  const writer = openMetricsWriter(join(folder, 'runs', 'run'), { ...sampleAttempt, fromStep: length })
  writer.close()
  expect(writer.quarantined).toBe(`${path}.damaged-1`)
  expect(readFileSync(`${path}.damaged-1`)).toEqual(database)
  expect(readFileSync(`${path}.damaged-1-wal`)).toEqual(log)
  expect(rowsOf(path)).toBeGreaterThan(0)
  expect(rowsOf(path)).toBeLessThan(length)
  expect(existsSync(`${path}.damaged-2`)).toBe(false)
})
