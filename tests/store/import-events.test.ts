/** Event files of TensorBoard as runs: those of other programs and our own, whole, damaged and hostile; and what such a run is in the library. */
import fc from 'fast-check'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { writePack } from '../../core/export/of-runs/pack.ts'
import { writeTensorBoard } from '../../core/export/of-runs/tensorboard.ts'
import { isDiskFull } from '../../core/files/failure.ts'
import { record } from '../../core/files/tf-record.ts'
import { importEvents } from '../../core/import/tensorboard/import-events.ts'
import { lookAtEvents, type EventsLook } from '../../core/import/tensorboard/look.ts'
import { unpackRuns } from '../../core/import/unpack.ts'
import { eventsTable, evaluationsTable, stepsTable } from '../../core/query/tables/measured.ts'
import { runsTable } from '../../core/query/tables/runs.ts'
import type { ElsewhereFigure } from '../../core/store/elsewhere.ts'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { readRunSeries } from '../../core/store/run-series.ts'
import { addMeasuredRun } from './support/measured-run.ts'
import { temporaryFolder } from './support/samples.ts'
import { fill, smallDisk } from './support/small-disk.ts'

const written = fileURLToPath(new URL('./support/event-files', import.meta.url))
const nobody = (): null => null
const reading = { told: () => undefined, signal: new AbortController().signal }

const pytorch: readonly ElsewhereFigure[] = [
  { series: 'trainLoss', folder: '', tag: 'Loss/train', as: 'as it is' },
  { series: 'testLoss', folder: '', tag: 'Loss/test', as: 'as it is' },
  { series: 'testError', folder: '', tag: 'Accuracy/test', as: 'accuracy in percent' },
]

function library(): Library {
  const opened = openLibrary(temporaryFolder())
  onTestFinished(() => opened.close())
  return opened
}

async function imported(
  into: Library,
  root: string,
  folder: string,
  figures: readonly ElsewhereFigure[],
  id = 'run',
): Promise<void> {
  const identity = { id, name: id, color: 1, createdAt: 5 }
  await into.runs.addElsewhere(id, (own) => importEvents(root, { folder, figures }, identity, own, reading))
}

const look = (root: string): Promise<EventsLook> => lookAtEvents(root, reading)

test('what PyTorch and TensorBoard wrote is found: runs, tags, steps, and what each tag may be', async () => {
  const { runs, damage } = await look(written)
  expect(damage).toEqual([])
  expect(runs.map(({ folder, files }) => [folder, files])).toEqual([
    ['pytorch', 1],
    ['tensorboard', 2],
  ])
  expect(runs[0]?.tags.map(({ tag, count, lastStep, proposal }) => [tag, count, lastStep, proposal])).toEqual([
    ['Loss/train', 21, 21, { series: 'trainLoss', as: 'as it is' }],
    ['Loss/test', 4, 20, { series: 'testLoss', as: 'as it is' }],
    ['Accuracy/test', 4, 20, { series: 'testError', as: 'accuracy in percent' }],
  ])
  expect(runs[1]?.tags.map(({ folder, tag, proposal }) => [folder, tag, proposal?.series, proposal?.as])).toEqual([
    ['train', 'epoch_loss', 'trainLoss', 'as it is'],
    ['train', 'epoch_accuracy', 'trainError', 'accuracy'],
    ['validation', 'epoch_loss', 'validationLoss', 'as it is'],
    ['validation', 'epoch_accuracy', 'validationError', 'accuracy'],
  ])
})

test('its figures are the numbers that PyTorch was given, as float32, at their own steps; what is not a number stays so', async () => {
  const into = library()
  await imported(into, written, 'pytorch', pytorch)
  const record = into.runs.summary('run', nobody)?.record
  if (!record) throw new Error('no run')
  const series = readRunSeries(into.runs.folder('run'), record)
  const steps = Array.from({ length: 20 }, (_, at) => at + 1)
  expect([...series('trainLoss').values]).toEqual([...steps.map((step) => Math.fround(2 / step)), NaN])
  const evaluated = steps.filter((step) => step % 5 === 0)
  expect([...series('testError').steps]).toEqual(evaluated)
  expect([...series('testError').values]).toEqual(evaluated.map((step) => 1 - Math.fround(100 - 50 / step) / 100))
  expect(series('learningRate').steps).toHaveLength(0)
})

test('in the library it is a run that was trained elsewhere: listed, drawn, asked in SQL, packed, and never queued or trained', async () => {
  const into = library()
  await imported(into, written, 'pytorch', pytorch)
  const summary = into.runs.summary('run', nobody)
  if (!summary) throw new Error('no run')
  expect(summary).toMatchObject({
    status: { kind: 'elsewhere', step: 21 },
    record: { recipe: null, architecture: null, elsewhere: { from: 'tensorboard', folder: 'pytorch' } },
    bestStep: 20,
    damage: [],
    resumesFrom: null,
  })
  expect(into.runs.queued()).toEqual([])
  expect(into.runs.checkpoints('run')).toEqual([])
  const query = { buckets: 100, smoothing: 0, x: 'step', log: false, from: null, to: null } as const
  const [loss, error] = into.runs.curves({ runs: ['run'], series: ['trainLoss', 'testError'], ...query })
  expect([loss?.points, error?.points]).toEqual([21, 4])

  const asked = { runs: [{ summary, folder: into.runs.folder('run') }], designs: [], sweeps: [], studies: [] }
  const row = [...runsTable.rows(asked)][0]
  const of = (name: string) => row?.[runsTable.columns.findIndex((column) => column.name === name)]
  expect([of('status'), of('trained_elsewhere'), of('design'), of('seed')]).toEqual(['elsewhere', 'tensorboard', null, null])
  expect([...stepsTable.rows(asked)]).toHaveLength(21)
  expect([...evaluationsTable.rows(asked)].map((one) => one.slice(1, 3))).toEqual([5, 10, 15, 20].map((step) => [step, 'test']))
  expect([...eventsTable.rows(asked)]).toEqual([])

  const pack = join(temporaryFolder(), 'pack')
  await writePack(pack, [into.runs.folder('run')], () => undefined)
  const other = library()
  await unpackRuns(pack, other.folder, reading)
  expect(other.runs.summary('run', nobody)).toEqual(summary)
  into.runs.remove(['run'])
  expect(into.runs.deleted()[0]?.record).toMatchObject({ name: 'run', design: null, dataset: null })
})

test('it is there after a restart, and an older Stagecraft says that it is of a newer one', async () => {
  const folder = temporaryFolder()
  const into = openLibrary(folder)
  await imported(into, written, 'pytorch', pytorch)
  const before = into.runs.summary('run', nobody)
  expect(JSON.parse(readFileSync(join(into.runs.folder('run'), 'run.json'), 'utf8'))).toMatchObject({ version: 2 })
  into.close()
  const again = openLibrary(folder)
  onTestFinished(() => again.close())
  expect(again.runs.queued()).toEqual([])
  expect(again.runs.summary('run', nobody)).toEqual(before)
})

test('what is written as TensorBoard is read back, number for number', async () => {
  const from = library()
  addMeasuredRun(from, 'one')
  const summary = from.runs.summary('one', nobody)
  if (!summary) throw new Error('no run')
  const folder = join(temporaryFolder(), 'events')
  await writeTensorBoard(folder, [{ summary, folder: from.runs.folder('one') }], () => undefined)
  const { runs } = await look(folder)
  const figures = (runs[0]?.tags ?? []).flatMap(({ folder: own, tag, proposal }) =>
    proposal ? [{ ...proposal, folder: own, tag, as: 'as it is' as const }] : [],
  )
  const into = library()
  await imported(into, folder, 'one', figures)
  const back = into.runs.summary('run', nobody)
  if (!back) throw new Error('no run')
  const [was, is] = [readRunSeries(from.runs.folder('one'), summary.record), readRunSeries(into.runs.folder('run'), back.record)]
  expect(figures.length).toBeGreaterThan(4)
  for (const { series } of figures) {
    expect([...is(series).steps]).toEqual([...was(series).steps])
    expect([...is(series).values]).toEqual([...was(series).values].map(Math.fround))
  }
})

const file = join(written, 'pytorch/events.out.tfevents.1')
function changed(bytes: Buffer): string {
  const root = temporaryFolder()
  writeFileSync(join(root, 'events.out.tfevents.1'), bytes)
  return root
}

test('a file that is cut off or changed anywhere is read up to there, and said so', async () => {
  const whole = readFileSync(file)
  const all = (await look(changed(whole))).runs[0]?.tags.reduce((sum, { count }) => sum + count, 0) ?? 0
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.option(fc.nat(7)), async (place, bit) => {
      const bytes = bit === null ? whole.subarray(0, place) : Buffer.from(whole)
      if (bit !== null) bytes[place] = (bytes[place] ?? 0) ^ (1 << bit)
      const { runs, damage } = await look(changed(bytes))
      const read = runs[0]?.tags.reduce((sum, { count }) => sum + count, 0) ?? 0
      expect(read).toBeLessThanOrEqual(all)
      // A cut between two records leaves a whole file.
      if (bit !== null || read === all) expect(damage.length).toBe(bit === null && read === all ? damage.length : 1)
      if (damage.length > 0)
        expect(damage[0]).toMatch(/read up to where it is damaged: the record at byte \d+ is (damaged|cut off|longer)/)
    }),
  )
}, 60_000)

test('bytes that are no event, whatever they are, end a file and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 5 }), async (records) => {
      const { runs, damage } = await look(changed(Buffer.concat(records.map(record))))
      expect(runs).toHaveLength(1)
      expect(damage.length).toBeLessThanOrEqual(1)
    }),
  )
  const claims = Buffer.alloc(12)
  claims.writeBigUInt64LE(2n ** 60n)
  expect((await look(changed(claims))).damage[0]).toMatch('the record at byte 0 is damaged')
}, 60_000)

test('a run of damaged files has what stood before the damage, and tells of it', async () => {
  const root = changed(readFileSync(file).subarray(0, 900))
  const into = library()
  await imported(into, root, '', pytorch)
  const summary = into.runs.summary('run', nobody)
  expect(summary?.record).toMatchObject({ elsewhere: { damage: [expect.stringMatching('read up to where it is damaged')] } })
  expect(summary?.trainLoss).not.toBeNull()
})

test('what is cancelled, has no such tag or no event file leaves no run', async () => {
  const into = library()
  await expect(
    imported(into, written, 'pytorch', [{ series: 'testLoss', folder: '', tag: 'none', as: 'as it is' }]),
  ).rejects.toThrow('None of the chosen tags has a value')
  const stopped = AbortSignal.abort()
  const identity = { id: 'run', name: 'run', color: 1, createdAt: 5 }
  await expect(
    into.runs.addElsewhere('run', (own) =>
      importEvents(written, { folder: 'pytorch', figures: pytorch }, identity, own, { ...reading, signal: stopped }),
    ),
  ).rejects.toThrow()
  await expect(look(temporaryFolder())).rejects.toThrow('There is no event file')
  expect(into.runs.summaries(nobody)).toEqual([])
})

test('of a folder only the files that were chosen are read', async () => {
  const root = temporaryFolder()
  cpSync(file, join(root, 'events.out.tfevents.1'))
  cpSync(file, join(root, 'events.out.tfevents.2'))
  writeFileSync(join(root, 'events.out.tfevents.3'), 'none')
  mkdirSync(join(root, 'below'))
  cpSync(file, join(root, 'below/events.out.tfevents.1'))
  const { runs, damage } = await lookAtEvents(root, reading, ['events.out.tfevents.1'])
  expect(damage).toEqual([])
  expect(runs.map(({ folder, files }) => [folder, files])).toEqual([['', 1]])
  await expect(lookAtEvents(root, reading, ['none'])).rejects.toThrow('There is no event file')
})

test('on a full disk nothing of a run is kept, and once there is room the same import succeeds', async (context) => {
  const disk = smallDisk(context)
  const into = openLibrary(join(disk, 'library'))
  fill(disk)
  await expect(imported(into, written, 'pytorch', pytorch)).rejects.toSatisfy(isDiskFull)
  expect(readdirSync(join(into.folder, 'runs'))).toEqual([])
  expect(into.runs.summaries(nobody)).toEqual([])
  rmSync(join(disk, 'fills-the-disk'))
  await imported(into, written, 'pytorch', pytorch)
  expect(into.runs.summary('run', nobody)?.testLoss).not.toBeNull()
  into.close()
})

test('event files of one run in several files are one run: of a step that came twice the later counts', async () => {
  const root = temporaryFolder()
  mkdirSync(join(root, 'a'))
  cpSync(file, join(root, 'a/events.out.tfevents.1'))
  cpSync(file, join(root, 'a/events.out.tfevents.2'))
  const { runs } = await look(root)
  expect(runs[0]?.tags[0]?.count).toBe(42)
  const into = library()
  await imported(into, root, 'a', pytorch)
  const summary = into.runs.summary('run', nobody)
  if (!summary) throw new Error('no run')
  expect(readRunSeries(into.runs.folder('run'), summary.record)('trainLoss').steps).toHaveLength(21)
  expect(dirname(into.runs.folder('run'))).toBe(join(into.folder, 'runs'))
})
