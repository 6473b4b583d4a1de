/** A library whose runs library.db does not know, as one that was copied without it: read a little at a time it comes to the same as at once. */
import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { addMeasuredRun } from './support/measured-run.ts'
import { sampleAttempt, sampleRecord, sampleStep, temporaryFolder } from './support/samples.ts'

/** Three that ended, one that was never begun, one whose trainer is at work or was killed; oldest first. */
const ids = ['ended-1', 'waits-1', 'trains', 'ended-2', 'waits-2', 'ended-3']

function libraryWithoutIndex(): string {
  const folder = temporaryFolder()
  const library = openLibrary(folder)
  ids.forEach((id, at) => {
    const changes = { createdAt: 1_790_000_000_000 + at }
    if (id.startsWith('ended')) addMeasuredRun(library, id, 20, changes)
    else library.runs.add(sampleRecord(id, changes))
  })
  const writer = openMetricsWriter(library.runs.folder('trains'), sampleAttempt)
  for (let step = 1; step <= 7; step += 1) writer.step(sampleStep(step))
  writer.commit()
  writer.close()
  library.close()
  removeIndex(folder)
  return folder
}

function removeIndex(folder: string): void {
  for (const name of readdirSync(folder)) if (name.startsWith('library.db')) rmSync(join(folder, name))
}

function opened(folder: string, reading: 'at once' | 'later'): Library {
  const library = openLibrary(folder, Date.now, reading)
  onTestFinished(() => library.close())
  return library
}

const shown = (library: Library): string[] => library.runs.summaries(() => null).map(({ record }) => record.id)

test('nothing is shown that was not read, and each that was; at the end all is as if it were read at once', () => {
  const folder = libraryWithoutIndex()
  const whole = opened(folder, 'at once')
  const expected = whole.runs.summaries(() => null)
  const queue = whole.runs.queued()
  whole.close()
  removeIndex(folder)

  const library = opened(folder, 'later')
  expect(shown(library)).toEqual([])
  expect(library.runs.queued()).toEqual([])
  ids.forEach((_, at) => {
    expect(library.runs.reading.progress).toEqual({ done: at, of: ids.length })
    expect(library.runs.reading.readOn(() => true)).toBe(at === ids.length - 1)
    expect(shown(library)).toEqual(ids.slice(0, at + 1).reverse())
    expect(library.runs.queued()).toEqual(ids.slice(0, at + 1).filter((one) => one.startsWith('waits')))
  })
  expect(library.runs.reading.progress).toBeNull()
  expect(library.runs.summaries(() => null)).toEqual(expected)
  expect(library.runs.queued()).toEqual(queue)
  expect(library.runs.running()).toEqual(['trains'])
})

test('one that is asked for by its id is read then, whatever was read before', () => {
  const library = opened(libraryWithoutIndex(), 'later')
  expect(library.runs.summary('ended-3', () => null)?.status).toMatchObject({ kind: 'stopped', step: 20 })
  expect(library.runs.summary('waits-2', () => null)?.status).toMatchObject({ kind: 'queued', position: 1 })
  expect(shown(library)).toEqual(['ended-3', 'waits-2'])
  library.runs.reading.readOn(() => false)
  expect(shown(library)).toEqual(ids.slice().reverse())
})

test('what was read before it was left is not read again', () => {
  const folder = libraryWithoutIndex()
  const metrics = join(folder, 'runs', 'ended-1', 'metrics.db')
  const written = new Date(1_790_000_000_000)
  utimesSync(metrics, written, written)
  const left = opened(folder, 'later')
  left.runs.reading.readOn(() => true)
  left.close()
  // Whoever opened them now would find damage.
  writeFileSync(metrics, Buffer.alloc(statSync(metrics).size))
  utimesSync(metrics, written, written)
  const library = opened(folder, 'later')
  library.runs.reading.readOn(() => true)
  expect(library.runs.summary('ended-1', () => null)).toMatchObject({ status: { kind: 'stopped' }, damage: [] })
})
