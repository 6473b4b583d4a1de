/** Files that are broken, emptied, cut off or somebody else's are put aside or left alone, never cleared. */
import Database from 'better-sqlite3'
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openLibrary } from '../../core/store/library.ts'
import { openMetricsReader } from '../../core/store/metrics-reader.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { metricsFile } from '../../core/store/run-folder.ts'
import { sampleArchitecture, sampleAttempt, sampleRecord, sampleStep, temporaryFolder } from './support/samples.ts'

const damages: Record<string, (path: string) => void> = {
  'filled with zeros': (path) => writeFileSync(path, Buffer.alloc(statSync(path).size)),
  'cut off in the middle of a page': (path) => truncateSync(path, Math.floor(statSync(path).size / 2) + 100),
  'cut off between pages': (path) => truncateSync(path, Math.floor(statSync(path).size / 8192) * 4096),
  'with its header overwritten': (path) => overwrite(path, 0, 'this was a database once..'),
  'with its pages overwritten': (path) => overwrite(path, 4096, 'x'.repeat(statSync(path).size - 4096)),
  'replaced by text': (path) => writeFileSync(path, 'hello'),
  'of another program': (path) => {
    rmSync(path)
    const other = new Database(path)
    other.exec('CREATE TABLE theirs (x); PRAGMA application_id = 7')
    other.close()
  },
}

function overwrite(path: string, at: number, text: string): void {
  const bytes = readFileSync(path)
  bytes.write(text, at, 'latin1')
  writeFileSync(path, bytes)
}

const nobody = (): null => null

describe.each(Object.entries(damages))('a file %s', (_name, damage) => {
  test('as library.db is kept under another name; designs come from its copy, runs from their folders', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'library.db')
    const before = openLibrary(folder)
    for (let design = 1; design <= 40; design += 1) before.designs.save(`design-${design}`, sampleArchitecture, [])
    before.runs.add(sampleRecord('waiting'))
    before.close()
    damage(path)
    const damaged = readFileSync(path)

    const after = openLibrary(folder)
    expect(after.notices.map(({ text }) => text).join()).toContain('library.db.damaged-1')
    expect(readFileSync(`${path}.damaged-1`)).toEqual(damaged)
    expect(after.designs.list()).toHaveLength(40)
    expect(after.runs.queued()).toEqual(['waiting'])
    after.designs.save('another', sampleArchitecture, [])
    after.close()

    const later = openLibrary(folder)
    expect(later.notices).toEqual([])
    expect(later.designs.list()).toHaveLength(41)
    later.close()
  })

  test('as metrics.db makes its run a crashed one that says so, and is left as it is; other runs are not touched', () => {
    const folder = temporaryFolder()
    const library = openLibrary(folder)
    for (const id of ['broken', 'whole']) {
      library.runs.add(sampleRecord(id))
      library.runs.begin(id)
      const writer = openMetricsWriter(library.runs.folder(id), sampleAttempt)
      for (let step = 1; step <= 500; step += 1) writer.step(sampleStep(step))
      writer.event({ step: 500, time: 1, kind: 'finished', text: 'Finished.' })
      writer.commit()
      writer.close()
      library.runs.end(id, { kind: 'finished', step: 500 })
    }
    library.close()
    const path = join(library.runs.folder('broken'), metricsFile)
    damage(path)
    const damaged = readFileSync(path)

    const after = openLibrary(folder)
    const status = after.runs.summary('broken', nobody)?.status
    // Where the damage is beyond what says how the run ended, that is still true.
    expect(['crashed', 'finished']).toContain(status?.kind)
    if (status?.kind === 'crashed') expect(status.reason).toContain('cannot be read')
    expect(after.runs.summary('whole', nobody)?.status).toEqual({ kind: 'finished', step: 500 })
    const query = {
      series: ['trainLoss'] as const,
      buckets: 100,
      smoothing: 0 as const,
      x: 'step' as const,
      log: false,
      from: null,
      to: null,
    }
    expect(after.runs.curves({ ...query, runs: ['broken', 'whole'] }).map(({ run }) => run)).toEqual(['broken', 'whole'])
    expect(readFileSync(path)).toEqual(damaged)
    after.close()
  })

  test('as metrics.db under an open reader stops neither the look at its run nor at others, and is told once the run has ended', () => {
    const folder = temporaryFolder()
    const library = openLibrary(folder)
    const live = () => ({ step: 500, evaluating: null, remainingMs: null })
    for (const id of ['broken', 'whole']) {
      library.runs.add(sampleRecord(id))
      library.runs.begin(id)
      const writer = openMetricsWriter(library.runs.folder(id), sampleAttempt)
      for (let step = 1; step <= 500; step += 1) writer.step(sampleStep(step))
      writer.commit()
      // The reader of a run under way stays open.
      expect(library.runs.summary(id, live)?.status).toEqual({ kind: 'running', step: 500 })
      writer.close()
    }
    const query = {
      series: ['trainLoss'] as const,
      buckets: 100,
      smoothing: 0 as const,
      x: 'step' as const,
      log: false,
      from: null,
      to: null,
      runs: ['broken', 'whole'],
    }
    const before = library.runs.curves(query)
    damage(join(library.runs.folder('broken'), metricsFile))
    const bytes = readFileSync(join(library.runs.folder('broken'), metricsFile))

    expect(library.runs.summaries(live).map(({ status }) => status.kind)).toEqual(['running', 'running'])
    // What was read stays.
    expect(library.runs.curves(query)).toEqual(before)
    for (const id of ['broken', 'whole'])
      library.runs.end(id, { kind: 'crashed', step: 500, reason: 'It ended.', remedy: '', log: [] })
    expect(library.runs.summary('whole', nobody)?.damage).toEqual([])
    expect(library.runs.summary('broken', nobody)?.status.kind).toBe('crashed')
    expect(library.runs.summary('broken', nobody)?.damage.map(({ file }) => file)).toEqual([metricsFile])
    expect(readFileSync(join(library.runs.folder('broken'), metricsFile))).toEqual(bytes)
    library.close()
  })

  test('as metrics.db is put aside when its run is trained again', () => {
    const folder = temporaryFolder()
    const first = openMetricsWriter(folder, sampleAttempt)
    for (let step = 1; step <= 500; step += 1) first.step(sampleStep(step))
    first.commit()
    first.close()
    const path = join(folder, metricsFile)
    damage(path)
    const damaged = readFileSync(path)

    const again = openMetricsWriter(folder, sampleAttempt)
    expect(again.quarantined).toBe(`${path}.damaged-1`)
    expect(readFileSync(`${path}.damaged-1`)).toEqual(damaged)
    again.step(sampleStep(1))
    again.commit()
    again.close()
    const reader = openMetricsReader(folder)
    reader.refresh()
    expect(reader.damage).toBeNull()
    expect([...reader.steps.column('step')]).toEqual([1])
    reader.close()
  })
})

test('a library.db that is gone or empty while there is a copy of it comes from the copy', () => {
  for (const lose of [(path: string) => rmSync(path), (path: string) => truncateSync(path)]) {
    const folder = temporaryFolder()
    const before = openLibrary(folder)
    before.designs.save('kept', sampleArchitecture, [])
    before.close()
    lose(join(folder, 'library.db'))
    const after = openLibrary(folder)
    expect(after.designs.list().map(({ id }) => id)).toEqual(['kept'])
    expect(after.notices).toHaveLength(1)
    after.close()
  }
})

test('a copy that is damaged too is passed over for an older one', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'library.db')
  for (const id of ['first', 'second']) {
    const library = openLibrary(folder)
    library.designs.save(id, sampleArchitecture, [])
    library.close()
  }
  copyFileSync(path, `${path}.backup-2`)
  for (const file of [path, `${path}.backup-1`]) writeFileSync(file, 'nothing left of it')
  const after = openLibrary(folder)
  expect(after.designs.list()).toHaveLength(2)
  after.close()
})

test('a run folder that cannot be read is told of and not touched, the others are listed', () => {
  const folder = temporaryFolder()
  const before = openLibrary(folder)
  for (const id of ['good', 'broken', 'renamed']) before.runs.add(sampleRecord(id))
  before.close()
  writeFileSync(join(folder, 'runs', 'broken', 'run.json'), '{"format":"stagecraft-run"')
  const copy = join(folder, 'runs', 'renamed', 'run.json')
  writeFileSync(copy, readFileSync(copy, 'utf8').replace('"id": "renamed"', '"id": "other"'))
  const after = openLibrary(folder)
  expect(after.runs.summaries(nobody).map(({ record }) => record.id)).toEqual(['good'])
  expect(after.notices).toHaveLength(2)
  expect(after.notices.map(({ text }) => text).join()).toContain('broken')
  expect(existsSync(join(folder, 'runs', 'broken', 'architecture.json'))).toBe(true)
  expect(readdirSync(join(folder, 'bin'))).toEqual([])
  after.close()
})
