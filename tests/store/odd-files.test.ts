/** Whatever stands in the place of a file of a run's folder is that run's trouble: all runs are listed at once, the others as they were. */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkpointPath, keepCheckpoints } from '../../core/store/checkpoints.ts'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { firstPosition } from '../../core/store/position.ts'
import { sampleAttempt, sampleRecord, sampleStep, temporaryFolder } from './support/samples.ts'

const nobody = (): null => null

/** A library with two runs that finished at step 50, each with a checkpoint of it, a crash of before and a log. Made once: its writes wait for the disk. */
const written = mkdtempSync(join(tmpdir(), 'stagecraft-two-runs-'))
beforeAll(() => {
  const library = openLibrary(written)
  for (const id of ['odd', 'well']) {
    library.runs.add(sampleRecord(id))
    library.runs.begin(id)
    const runFolder = library.runs.folder(id)
    library.runs.end(id, { kind: 'crashed', step: 0, reason: 'It ended.', remedy: 'Go on.', log: [] })
    library.runs.resume(id, 50)
    library.runs.begin(id)
    const writer = openMetricsWriter(runFolder, sampleAttempt)
    for (let step = 1; step <= 50; step += 1) writer.step(sampleStep(step))
    const state = new Map([['conv.weights', { shape: [2], values: Float32Array.of(1, 2) }]])
    keepCheckpoints(runFolder, sampleRecord(id), () => 1).save({ ...firstPosition(1000), step: 50 }, state)
    writer.event({ step: 50, time: 1, kind: 'checkpoint', text: 'Checkpoint.' })
    writer.event({ step: 50, time: 1, kind: 'finished', text: 'Finished.' })
    writer.commit()
    writer.close()
    library.runs.end(id, { kind: 'finished', step: 50 })
    writeFileSync(join(runFolder, 'trainer.log'), 'A line.\n')
  }
  library.close()
})
afterAll(() => rmSync(written, { recursive: true }))

/** A copy of it, for one test. */
function twoRuns(): { folder: string; library: Library } {
  const folder = temporaryFolder()
  cpSync(written, folder, { recursive: true })
  return { folder, library: openLibrary(folder) }
}

const checkpoint = checkpointPath('', 50)
const files = ['run.json', 'architecture.json', 'metrics.db', 'end.json', 'wanted.json', 'trainer.log', 'checkpoints', checkpoint]

const oddities: Record<string, (path: string) => void> = {
  'a folder': (path) => mkdirSync(join(path, 'below'), { recursive: true }),
  'a FIFO': (path) => execFileSync('mkfifo', [path]),
  'a link to /dev/zero': (path) => symlinkSync('/dev/zero', path),
  'a link to itself': (path) => symlinkSync(path, path),
  'a file of 100 MB that begins as a header would': (path) => {
    const head = Buffer.alloc(8)
    head.writeBigUInt64LE(99_000_000n)
    writeFileSync(path, head)
    truncateSync(path, 100_000_008)
  },
}

// The superuser may read everything.
if (process.getuid?.() !== 0) oddities['a file that this user may not read'] = (path) => writeFileSync(path, '', { mode: 0 })

/** All that a list and a view read of it. */
function look(library: Library, id: string) {
  const { runs } = library
  return {
    summary: runs.summary(id, nobody),
    events: runs.events(id).length,
    attempts: runs.attempts(id),
    checkpoints: runs.checkpoints(id),
    wayOn: runs.wayOn(id),
    curves: runs.curves({
      runs: [id],
      series: ['trainLoss'],
      buckets: 10,
      smoothing: 0 as const,
      x: 'step' as const,
      log: false,
      from: null,
      to: null,
    }),
  }
}

describe.runIf(process.platform === 'linux').each(Object.entries(oddities))('%s', (what, place) => {
  test.each(files)('in the place of %s', (file) => {
    const { folder, library } = twoRuns()
    const well = look(library, 'well')
    library.close()
    const path = join(folder, 'runs', 'odd', file)
    // A folder of checkpoints is as it should be.
    if (file === 'checkpoints' && what === 'a folder') return
    renameSync(path, join(folder, 'away'))
    place(path)
    const after = openLibrary(folder)
    expect(look(after, 'well')).toEqual(well)
    const ids = after.runs.summaries(nobody).map(({ record }) => record.id)
    if (file === 'run.json') {
      expect(ids).toEqual(['well'])
      expect(after.notices.map(({ text }) => text).join()).toContain('odd')
    } else {
      expect(ids.toSorted()).toEqual(['odd', 'well'])
      const told = look(after, 'odd').summary?.damage.map((one) => one.file)
      // Nothing reads the network's own file, and a long log is as it should be.
      const isRead = file !== 'architecture.json' && !(file === 'trainer.log' && what.includes('100 MB'))
      expect(told).toEqual(isRead ? [file === checkpoint ? checkpoint : file] : [])
    }
    expect(after.runs.queued()).toEqual([])
    expect(existsSync(join(folder, 'away'))).toBe(true)
    after.close()
  })
})

test('a run that is well tells of no damage', () => {
  const { library } = twoRuns()
  expect(look(library, 'odd').summary?.damage).toEqual([])
  library.close()
})

test('a run folder that is a link is told of and not followed', () => {
  const { folder, library } = twoRuns()
  library.close()
  const elsewhere = join(temporaryFolder(), 'odd')
  renameSync(join(folder, 'runs', 'odd'), elsewhere)
  symlinkSync(elsewhere, join(folder, 'runs', 'odd'))
  const after = openLibrary(folder)
  expect(after.runs.summaries(nobody).map(({ record }) => record.id)).toEqual(['well'])
  expect(after.notices.map(({ text }) => text).join()).toContain('not a link to it')
  after.close()
})

test('folders whose making was interrupted are removed when a library opens, and nothing else that ends as they do', () => {
  const folder = temporaryFolder()
  openLibrary(folder).close()
  const runs = join(folder, 'runs')
  const theirs = mkdtempSync(join(tmpdir(), 'stagecraft-theirs-'))
  for (const name of ['half.77-1.tmp', 'thesis.tmp', 'my notes.1-1.tmp']) {
    mkdirSync(join(runs, name))
    writeFileSync(join(runs, name, 'file'), '')
  }
  writeFileSync(join(runs, 'file.77-1.tmp'), '')
  symlinkSync(theirs, join(runs, 'link.77-1.tmp'))
  openLibrary(folder).close()
  expect(readdirSync(runs).toSorted()).toEqual(['file.77-1.tmp', 'link.77-1.tmp', 'my notes.1-1.tmp', 'thesis.tmp'])
  rmSync(theirs, { recursive: true })
})

test('damage that only a digest shows is told from then on, though the run was listed before without it', async () => {
  const { folder, library } = twoRuns()
  library.close()
  const path = join(folder, 'runs', 'odd', checkpoint)
  const bytes = readFileSync(path)
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  writeFileSync(path, bytes)
  const after = openLibrary(folder)
  expect(after.runs.summary('odd', nobody)?.damage).toEqual([])
  expect((await after.runs.verifiedWayOn('odd')).refused).toContain('step 50')
  expect(after.runs.summary('odd', nobody)?.damage.map(({ file }) => file)).toEqual([checkpoint])
  after.close()
})
