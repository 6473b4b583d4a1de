/** A whole library once more: a library itself, equal to what it was, or nothing. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { backUpLibrary } from '../../core/export/of-runs/back-up.ts'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { openMetricsReader } from '../../core/store/metrics-reader.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { addMeasuredRun } from './support/measured-run.ts'
import { sampleArchitecture, sampleAttempt, sampleStep, temporaryFolder } from './support/samples.ts'
import { smallDisk } from './support/small-disk.ts'

const none = (): null => null
const go = (): boolean => false
const silent = (): void => undefined

function library(): Library {
  const opened = openLibrary(temporaryFolder())
  onTestFinished(() => opened.close())
  addMeasuredRun(opened, 'one', 300)
  addMeasuredRun(opened, 'two', 30)
  addMeasuredRun(opened, 'gone', 3)
  opened.runs.remove(['gone'])
  opened.designs.save('d', sampleArchitecture, [], null)
  return opened
}

test('a backup is a library with the same designs, runs and bin', async () => {
  const from = library()
  const to = join(temporaryFolder(), 'backup')
  const told: number[] = []
  const { runs } = await backUpLibrary(from.folder, from.backUp(), to, (done, total) => told.push(done / total), go)
  expect(runs).toBe(3)
  expect(told.at(-1)).toBe(1)
  const copy = openLibrary(to)
  onTestFinished(() => copy.close())
  const plain = (of: Library) => of.runs.summaries(none).map(({ bytes: _bytes, ...run }) => run)
  expect(plain(copy)).toEqual(plain(from))
  expect(copy.designs.list()).toEqual(from.designs.list())
  expect(copy.runs.deleted().map(({ id }) => id)).toEqual(['gone'])
  for (const path of readdirSync(join(from.folder, 'runs/one/checkpoints'))) {
    const bytes = (at: string): Buffer => readFileSync(join(at, 'runs/one/checkpoints', path))
    expect(bytes(to).equals(bytes(from.folder))).toBe(true)
  }
})

test('of a run that is being written what was committed is in the backup', async () => {
  const from = library()
  const writer = openMetricsWriter(join(from.folder, 'runs/two'), { ...sampleAttempt, fromStep: 30 })
  onTestFinished(() => writer.close())
  writer.step(sampleStep(31))
  writer.commit()
  writer.step(sampleStep(32))
  const to = join(temporaryFolder(), 'backup')
  await backUpLibrary(from.folder, from.backUp(), to, silent, go)
  const reader = openMetricsReader(join(to, 'runs/two'))
  reader.refresh()
  reader.close()
  expect(reader.steps.column('step').at(-1)).toBe(31)
})

test('a run that cannot be read is copied as it is', async () => {
  const from = library()
  writeFileSync(join(from.folder, 'runs/one/metrics.db'), 'no database')
  const to = join(temporaryFolder(), 'backup')
  await backUpLibrary(from.folder, from.backUp(), to, silent, go)
  expect(readFileSync(join(to, 'runs/one/metrics.db'), 'utf8')).toBe('no database')
})

test('what an earlier one left that was killed goes with the next of its name; what is under way, or of another, stays', async () => {
  const from = library()
  const folder = temporaryFolder()
  const left = spawnSync(process.execPath, ['--version']).pid
  for (const name of [`backup.${left}-1.tmp`, `backup.${process.pid}-9.tmp`, `other.${left}-1.tmp`]) {
    mkdirSync(join(folder, name, 'runs'), { recursive: true })
  }
  await backUpLibrary(from.folder, from.backUp(), join(folder, 'backup'), silent, go)
  expect(readdirSync(folder).sort()).toEqual(['backup', `backup.${process.pid}-9.tmp`, `other.${left}-1.tmp`].sort())
})

test('nothing is written over, and what is cancelled or does not fit leaves nothing', async (context) => {
  const from = library()
  const folder = temporaryFolder()
  const to = join(folder, 'backup')
  const cancelled = backUpLibrary(from.folder, from.backUp(), to, silent, () => true)
  await expect(cancelled).rejects.toMatchObject({ code: 'backup-cancelled' })
  expect(readdirSync(folder)).toEqual([])
  mkdirSync(to)
  await expect(backUpLibrary(from.folder, from.backUp(), to, silent, go)).rejects.toMatchObject({ code: 'backup-exists' })
  const disk = smallDisk(context, 'size=200k')
  const full = backUpLibrary(from.folder, from.backUp(), join(disk, 'backup'), silent, go)
  await expect(full).rejects.toMatchObject({ code: 'export-unwritable' })
  expect(existsSync(join(disk, 'backup'))).toBe(false)
  expect(readdirSync(disk)).toEqual([])
})
