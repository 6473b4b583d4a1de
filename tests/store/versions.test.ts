import Database from 'better-sqlite3'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { Failure } from '../../core/files/failure.ts'
import { openForWriting, runDatabase, type DatabaseKind } from '../../core/store/database.ts'
import { latestVersion } from '../../core/store/migrate.ts'
import { openLibrary } from '../../core/store/library.ts'
import { openMetricsReader } from '../../core/store/metrics-reader.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { metricsFile } from '../../core/store/run-folder.ts'
import { sampleArchitecture, sampleAttempt, sampleRecord, sampleStep, temporaryFolder } from './support/samples.ts'

function failureOf(work: () => unknown): Failure {
  try {
    work()
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown
    throw thrown
  }
  throw new Error('nothing was thrown')
}

/** Makes a file as one of a later Stagecraft: of a version that this one does not know, with more in it. */
function makeNewer(path: string): void {
  const database = new Database(path)
  database.exec('CREATE TABLE from_the_future (x); PRAGMA user_version = 99')
  database.close()
}

test('metrics of a newer Stagecraft are read, and not written', () => {
  const folder = temporaryFolder()
  const writer = openMetricsWriter(folder, sampleAttempt)
  writer.step(sampleStep(1))
  writer.commit()
  writer.close()
  makeNewer(join(folder, metricsFile))
  const reader = openMetricsReader(folder)
  reader.refresh()
  expect(reader.newer).toBe(true)
  expect(reader.steps.length).toBe(1)
  reader.close()
  const failure = failureOf(() => openMetricsWriter(folder, sampleAttempt))
  expect(failure.code).toBe('newer-file')
  expect(failure.message).toContain('newer Stagecraft')
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([])
})

test('a run of a newer Stagecraft is shown as far as it is understood, and that is said at each start', () => {
  const folder = temporaryFolder()
  const before = openLibrary(folder)
  before.runs.add(sampleRecord('run'))
  before.runs.begin('run')
  const writer = openMetricsWriter(before.runs.folder('run'), sampleAttempt)
  writer.step(sampleStep(1))
  writer.event({ step: 1, time: 1, kind: 'finished', text: 'Finished.' })
  writer.commit()
  writer.close()
  before.runs.end('run', { kind: 'finished', step: 1 })
  before.close()
  makeNewer(join(folder, 'runs', 'run', metricsFile))
  for (const start of [1, 2]) {
    const library = openLibrary(folder)
    expect([start, library.runs.summary('run', () => null)?.status]).toEqual([start, { kind: 'finished', step: 1 }])
    expect(library.notices.map(({ text }) => text).join()).toContain('run was written by a newer Stagecraft')
    library.close()
  }
})

test('a library of a newer Stagecraft is shown, every change is refused with what to do, nothing is copied over', () => {
  const folder = temporaryFolder()
  const before = openLibrary(folder)
  before.designs.save('mine', sampleArchitecture, [])
  before.close()
  makeNewer(join(folder, 'library.db'))
  const after = openLibrary(folder)
  expect(after.notices.map(({ text }) => text).join()).toContain('Update Stagecraft')
  expect(after.designs.list()).toHaveLength(1)
  for (const change of [
    () => after.designs.save('mine', sampleArchitecture, []),
    () => after.designs.remove('mine'),
    () => after.runs.add(sampleRecord('new')),
  ]) {
    expect(failureOf(change).code).toBe('newer-file')
  }
  after.close()
})

test('migrations run in their order, each in a transaction, after a copy; one that fails leaves the file as it was', () => {
  const folder = temporaryFolder()
  const migrations = join(folder, 'migrations')
  mkdirSync(migrations)
  const kind: DatabaseKind = { applicationId: 0x1234, alone: false, folder: pathToFileURL(`${migrations}/`) }
  const path = join(folder, 'some.db')
  writeFileSync(join(migrations, '0001-first.sql'), "CREATE TABLE t (x); INSERT INTO t VALUES ('one')")
  openForWriting(path, kind).close()

  writeFileSync(join(migrations, '0002-second.sql'), "INSERT INTO t VALUES ('two')")
  writeFileSync(join(migrations, '0003-third.sql'), "INSERT INTO t VALUES ('three'); INSERT INTO absent VALUES (1)")
  expect(() => openForWriting(path, kind)).toThrow('absent')
  const half = new Database(path)
  expect(half.prepare('SELECT x FROM t').pluck().all()).toEqual(['one', 'two'])
  expect(half.pragma('user_version', { simple: true })).toBe(2)
  half.close()
  const copy = new Database(`${path}.before-3`)
  expect(copy.prepare('SELECT x FROM t').pluck().all()).toEqual(['one'])
  copy.close()

  writeFileSync(join(migrations, '0003-third.sql'), "INSERT INTO t VALUES ('three')")
  const whole = openForWriting(path, kind)
  expect(whole.prepare('SELECT x FROM t').pluck().all()).toEqual(['one', 'two', 'three'])
  whole.close()
})

test('a database is opened so that what is committed is on the disk and files from elsewhere run nothing', () => {
  const database = openForWriting(join(temporaryFolder(), metricsFile), runDatabase)
  const setting = (name: string): unknown => database.pragma(name, { simple: true })
  // Numbers as in SQLite's own documentation of each pragma: 2 is FULL.
  expect([setting('journal_mode'), setting('synchronous'), setting('foreign_keys'), setting('trusted_schema')]).toEqual([
    'wal',
    2,
    1,
    0,
  ])
  expect(setting('application_id')).toBe(runDatabase.applicationId)
  expect(setting('user_version')).toBe(latestVersion(runDatabase))
  database.close()
})

test('what a person changed is told as numbers, in a file of this version and in those of earlier ones, read or brought up to date', () => {
  const folder = temporaryFolder()
  const path = join(folder, metricsFile)
  const read = () => {
    const reader = openMetricsReader(folder)
    reader.refresh()
    const facts = reader.events.map((event) => [event.kind, event.facts])
    reader.close()
    return facts
  }
  const writer = openMetricsWriter(folder, sampleAttempt)
  const scale = { what: 'scale', scale: 0.5, before: 1 } as const
  writer.control({ step: 10, time: 1, kind: 'rate-scale', value: 0.5 })
  writer.event({ step: 10, time: 1, kind: 'rate-changed', text: 'As asked.', facts: scale })
  writer.event({ step: 10, time: 1, kind: 'rate-changed', text: 'By the schedule.' })
  writer.control({ step: 20, time: 1, kind: 'total-steps', value: 1200 })
  writer.event({ step: 20, time: 1, kind: 'extended', text: 'Longer.' })
  writer.commit()
  writer.close()
  expect(read()).toEqual([
    ['rate-changed', scale],
    ['rate-changed', undefined],
    ['extended', undefined],
  ])
  const older = new Database(path)
  older.exec(
    'ALTER TABLE events DROP COLUMN facts; ALTER TABLE attempts DROP COLUMN machine; ALTER TABLE attempts DROP COLUMN outliers; DROP TABLE curve_buckets; ALTER TABLE evaluations DROP COLUMN top_five_error; PRAGMA user_version = 3',
  )
  older.close()
  const known = [
    ['rate-changed', { what: 'scale', scale: 0.5 }],
    ['rate-changed', undefined],
    ['extended', { what: 'length', totalSteps: 1200 }],
  ]
  expect(read()).toEqual(known)
  openForWriting(path, runDatabase).close()
  expect(read()).toEqual(known)
})
