/** A full disk: as SQLite has it, when no further page is given to the database, and a real one of three megabytes where this process may mount one. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { wantOfRoom } from '../../core/lab/room.ts'
import { patience } from '../../core/lab/silence.ts'
import { createSupervisor } from '../../core/lab/supervisor.ts'
import { trialFile, tryToWrite } from '../../core/lab/trial-write.ts'
import type { Want } from '../../core/store/run.ts'
import { isDiskFull } from '../../core/files/failure.ts'
import { openForWriting, runDatabase } from '../../core/store/database.ts'
import { openMetricsReader } from '../../core/store/metrics-reader.ts'
import { metricsWriterOver } from '../../core/store/metrics-writer.ts'
import { metricsFile } from '../../core/store/run-folder.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { openLibrary } from '../../core/store/library.ts'
import { sampleArchitecture, sampleAttempt, sampleRecord, sampleStep, temporaryFolder } from './support/samples.ts'
import { designed, keptDesign, saveDesigned, whatIsKept } from './support/designed.ts'
import { fill, smallDisk } from './support/small-disk.ts'
import { passingTime } from '../passing-time.ts'

test('a full disk is said, loses nothing committed, and once there is space the rows that waited are written', () => {
  const folder = temporaryFolder()
  const database = openForWriting(join(folder, metricsFile), runDatabase)
  const writer = metricsWriterOver(database, sampleAttempt)
  database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true })) + 4}`)

  let committed = 0
  let step = 0
  const writeUntilFull = (): unknown => {
    for (;;) {
      for (let count = 0; count < 20; count += 1) writer.step(sampleStep((step += 1)))
      try {
        writer.commit()
        committed = step
      } catch (thrown) {
        return thrown
      }
    }
  }
  const thrown = writeUntilFull()
  expect(isDiskFull(thrown)).toBe(true)
  expect(committed).toBeGreaterThan(0)

  const reader = openMetricsReader(folder)
  reader.refresh()
  expect(reader.damage).toBeNull()
  expect(reader.steps.length).toBe(committed)
  expect(() => writer.commit()).toThrow()

  database.pragma('max_page_count = 100000')
  writer.commit()
  reader.refresh()
  expect(reader.steps.length).toBe(step)
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  writer.close()
  reader.close()
})

test('without a byte of room a library opens, lists its runs, and takes one out that then makes room', (context) => {
  const folder = smallDisk(context)
  const library = openLibrary(folder)
  for (const id of ['one', 'two']) {
    library.runs.add(sampleRecord(id))
    library.runs.begin(id)
    const writer = openMetricsWriter(library.runs.folder(id), sampleAttempt)
    for (let step = 1; step <= 50; step += 1) writer.step(sampleStep(step))
    writer.event({ step: 50, time: 1, kind: 'finished', text: 'Finished.' })
    writer.commit()
    writer.close()
    library.runs.end(id, { kind: 'finished', step: 50 })
  }
  library.close()
  fill(folder)

  const full = openLibrary(folder)
  const status = full.runs.summaries(() => null).map((run) => run.status)
  expect(status).toEqual([
    { kind: 'finished', step: 50 },
    { kind: 'finished', step: 50 },
  ])
  expect(full.runs.summary('one', () => null)?.trainLoss).not.toBeNull()
  full.runs.remove(['one'])
  full.runs.purge(['one'])
  expect(existsSync(join(folder, 'bin', 'one'))).toBe(false)
  expect(statfsSync(folder).bavail).toBeGreaterThan(0)
  full.close()
})

test('where no file fits any more though bytes are shown as free, one run crashes for it, and the others wait until a trial write succeeds', async (context) => {
  const look = passingTime()
  // As a quota does: what is free by statfs is not what may be written.
  const folder = smallDisk(context, 'size=200m,nr_inodes=200')
  const library = openLibrary(folder)
  const ids = ['one', 'two', 'three']
  ids.forEach((id, index) => library.runs.add(sampleRecord(id, { createdAt: index + 1 })))
  const filler = join(folder, 'filler')
  mkdirSync(filler)
  for (let left = statfsSync(folder).ffree; left > 0; left -= 1) writeFileSync(join(filler, String(left)), '')
  const entry = join(temporaryFolder(), 'trainer.mjs')
  writeFileSync(entry, '')
  const tried: (Want | null)[] = []
  const supervisor = createSupervisor({
    ledger: library.runs,
    trainerEntry: entry,
    patience,
    environment: () => process.env,
    settings: () => ({ paused: false, atOnce: 1 }),
    wantsOther: () => null,
    wantsBeside: () => null,
    wants: (id) => wantOfRoom(folder, sampleRecord(id)),
    async tryToWrite(id) {
      tried.push(await tryToWrite(folder, sampleRecord(id)))
      return tried.at(-1) ?? null
    },
    changed: () => undefined,
  })
  const statusOf = (id: string) => library.runs.summary(id, supervisor.live)?.status

  supervisor.startNext()
  await expect
    .poll(
      look(() => tried.length),
      { timeout: 30_000 },
    )
    .toBeGreaterThan(1)
  expect(statusOf('one')).toMatchObject({ kind: 'crashed', reason: expect.stringContaining('ENOSPC') })
  expect(library.runs.queued()).toEqual(['two', 'three'])
  expect(supervisor.waits?.reason).toMatch(/takes no more, though .* are shown as free.*ENOSPC/)

  rmSync(filler, { recursive: true })
  await expect
    .poll(
      look(() => library.runs.queued()),
      { timeout: 30_000 },
    )
    .toEqual([])
  await expect
    .poll(
      look(() => supervisor.busy),
      { timeout: 30_000 },
    )
    .toBe(false)
  expect(supervisor.waits).toBeNull()
  expect(tried.at(-1)).toBeNull()
  expect(existsSync(join(folder, trialFile))).toBe(false)
  library.close()
}, 120_000)

test('a library on a disk that can only be read is shown, with what its logs hold, and what would change it is refused', (context) => {
  const folder = smallDisk(context)
  const library = openLibrary(folder)
  library.runs.add(sampleRecord('one'))
  library.runs.begin('one')
  const writer = openMetricsWriter(library.runs.folder('one'), sampleAttempt)
  writer.step(sampleStep(1))
  writer.event({ step: 1, time: 1, kind: 'finished', text: 'Finished.' })
  writer.commit()
  writer.close()
  library.runs.end('one', { kind: 'finished', step: 1 })
  library.designs.save('design', sampleArchitecture, [])
  // As after the death of the lab: what was written last is in the log alone.
  const logged = join(folder, 'logged')
  cpSync(join(folder, 'library.db'), join(logged, 'library.db'), { recursive: true })
  cpSync(join(folder, 'library.db-wal'), join(logged, 'library.db-wal'))
  for (const name of ['runs', 'bin']) cpSync(join(folder, name), join(logged, name), { recursive: true })
  library.close()
  execFileSync('mount', ['-o', 'remount,ro', folder])

  for (const place of [folder, logged]) {
    const shown = openLibrary(place)
    expect(shown.notices.map(({ text }) => text).join()).toContain('cannot be written to')
    expect(shown.runs.summary('one', () => null)).toMatchObject({ status: { kind: 'finished', step: 1 } })
    expect(shown.runs.summary('one', () => null)?.trainLoss).not.toBeNull()
    expect(shown.designs.list()).toHaveLength(1)
    expect(() => shown.designs.remove('design')).toThrow('cannot be written to')
    expect(() => shown.runs.remove(['one'])).toThrow('cannot be changed')
    shown.close()
  }
})

test('on a disk that can only be read, what trained or waited is told as far as it is known, and never as crashed', (context) => {
  const folder = smallDisk(context)
  const library = openLibrary(folder)
  for (const id of ['trains', 'begins', 'waits', 'unlisted']) library.runs.add(sampleRecord(id))
  for (const id of ['trains', 'begins', 'unlisted']) library.runs.begin(id)
  for (const id of ['trains', 'unlisted']) {
    const writer = openMetricsWriter(library.runs.folder(id), sampleAttempt)
    writer.step(sampleStep(1))
    writer.step(sampleStep(2))
    writer.commit()
    writer.close()
  }
  library.close()
  // As where the runs were copied without it: what stands in the folders is all that is known.
  const alone = join(folder, 'alone')
  for (const name of ['runs', 'bin']) cpSync(join(folder, name), join(alone, name), { recursive: true })
  execFileSync('mount', ['-o', 'remount,ro', folder])

  const statusesIn = (place: string): unknown => {
    const shown = openLibrary(place)
    expect(shown.runs.running()).toEqual([])
    expect(shown.runs.attempts('trains').map(({ outcome }) => outcome)).toEqual(['unfinished'])
    expect(() => shown.runs.remove(['trains'])).toThrow('cannot be written to')
    const statuses = shown.runs.summaries(() => null).map(({ record, status }) => [record.id, status])
    shown.close()
    return Object.fromEntries(statuses)
  }
  expect(statusesIn(folder)).toEqual({
    trains: { kind: 'unfinished', step: 2 },
    begins: { kind: 'unfinished', step: 0 },
    waits: { kind: 'queued', position: 1, waits: expect.objectContaining({ code: 'read-only' }) },
    unlisted: { kind: 'unfinished', step: 2 },
  })
  expect(statusesIn(alone)).toEqual({
    trains: { kind: 'unfinished', step: 2 },
    begins: { kind: 'unfinished', step: 0 },
    waits: { kind: 'unfinished', step: 0 },
    unlisted: { kind: 'unfinished', step: 2 },
  })
})

test('a folder where a copy of library.db belongs is no reason not to start, and is told', () => {
  const folder = temporaryFolder()
  openLibrary(folder).close()
  rmSync(join(folder, 'library.db.backup-1'))
  mkdirSync(join(folder, 'library.db.backup-1', 'somebody', 'elses'), { recursive: true })
  const library = openLibrary(folder)
  expect(library.notices.map(({ text }) => text).join()).toContain('No copy of library.db')
  expect(existsSync(join(folder, 'library.db.backup-1', 'somebody', 'elses'))).toBe(true)
  library.close()
})

test('designs, histories and versions that a full disk has no room for are refused as such; what was saved stays, and saving goes on once there is room', (context) => {
  const folder = smallDisk(context)
  const library = openLibrary(folder)
  const filler = join(folder, 'filler')
  writeFileSync(filler, Buffer.alloc(2_000_000))
  let saved = 0
  const saveUntilFull = (): unknown => {
    for (;;) {
      try {
        saveDesigned(library, saved + 1)
        saved += 1
        if (saved % 3 === 0) library.versions.save('a', `version ${saved}`, designed(saved))
      } catch (thrown) {
        return thrown
      }
    }
  }
  const thrown = saveUntilFull()
  expect(isDiskFull(thrown)).toBe(true)
  expect(saved).toBeGreaterThan(0)
  const kept = keptDesign(library)
  const wanted = whatIsKept(saved)
  // The last save may have had room where its version had none.
  const lacks = kept.versions.length < wanted.versions.length
  expect(kept).toEqual(lacks ? { ...wanted, versions: wanted.versions.slice(0, -1) } : wanted)

  rmSync(filler)
  if (lacks) library.versions.save('a', `version ${saved}`, designed(saved))
  for (let more = 0; more < 3; more += 1) {
    saveDesigned(library, (saved += 1))
    if (saved % 3 === 0) library.versions.save('a', `version ${saved}`, designed(saved))
  }
  library.close()
  const again = openLibrary(folder)
  expect(keptDesign(again)).toEqual(whatIsKept(saved))
  expect(again.notices).toEqual([])
  again.close()
})
