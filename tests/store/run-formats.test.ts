/** Runs written for other programs. That these read them: `npm run reference`, by pyarrow, TensorBoard and MLflow. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { startExport } from '../../core/export/run-export.ts'
import { eventType, type EventMessage } from '../../core/export/of-runs/event-messages.ts'
import { parquetOf } from '../../core/export/of-runs/parquet.ts'
import type { RunsFormat } from '../../core/export/formats.ts'
import { recordsIn } from '../../core/files/tf-record.ts'
import { openLibrary } from '../../core/store/library.ts'
import { addMeasuredRun } from './support/measured-run.ts'
import { temporaryFolder } from './support/samples.ts'

/** Writes two runs as a process does; gives the folder and what was told. */
async function written(as: RunsFormat): Promise<{ folder: string; files: string[] }> {
  const library = openLibrary(temporaryFolder())
  onTestFinished(() => library.close())
  addMeasuredRun(library, 'one', 800, { name: '=evil, "one"' })
  addMeasuredRun(library, 'two', 3)
  const runs = library.runs.summaries(() => null).map((summary) => ({ summary, folder: library.runs.folder(summary.record.id) }))
  const folder = temporaryFolder()
  const place = { folder, names: ['out'], inFolder: false }
  const result = await startExport({ kind: 'runs', runs, as, name: 'out' }, place, () => undefined).end
  expect(readdirSync(folder)).toEqual(['out'])
  return { folder: join(folder, 'out'), files: result?.files.map(({ path }) => path) ?? [] }
}

test('CSV has every step, names that no spreadsheet runs, and is told file by file', async () => {
  const { folder, files } = await written('csv')
  expect(files.map((path) => path.slice(folder.length + 1)).toSorted()).toEqual(
    ['attempts', 'epochs', 'evaluations', 'events', 'runs', 'settings', 'steps'].map((name) => `${name}.csv`),
  )
  const steps = readFileSync(join(folder, 'steps.csv'), 'utf8').trimEnd().split('\r\n')
  expect(steps).toHaveLength(1 + 800 + 3)
  expect(steps[0]).toBe('run,step,epoch,attempt,time,loss,error,finite,learning_rate,step_ms,skipped')
  expect(steps).toContain('one,5,1,1,1790000001005,,,0,0.1,12,0')
  expect(readFileSync(join(folder, 'runs.csv'), 'utf8')).toContain(`one,"'=evil, ""one""",stopped`)
})

test('Parquet begins and ends as its format says, and holds the same numbers', async () => {
  const { folder, files } = await written('parquet')
  expect(files).toHaveLength(7)
  for (const path of files) {
    const bytes = readFileSync(path)
    expect([bytes.subarray(0, 4), bytes.subarray(-4)].map(String)).toEqual(['PAR1', 'PAR1'])
    const footer = bytes.readUInt32LE(bytes.length - 8)
    expect(bytes.subarray(bytes.length - 8 - footer, bytes.length - 8).toString('latin1')).toContain('Stagecraft')
  }
  expect(readdirSync(folder)).toContain('steps.parquet')
})

test('a page has a bit for each value that is there, and those that are', () => {
  const table = parquetOf({ columns: [{ name: 'x', type: 'integer', words: '' }] })
  const bytes = Buffer.from(table.rows([[1], [null], [-2]]))
  const page = gunzipSync(bytes.subarray(bytes.indexOf(Buffer.from([0x1f, 0x8b]))))
  expect(page.readUInt32LE(0)).toBe(2)
  expect([page[4], page[5]]).toEqual([3, 0b101])
  expect([page.readBigInt64LE(6), page.readBigInt64LE(14)]).toEqual([1n, -2n])
})

test('an event file has every step with its tags, and what the run was asked for', async () => {
  const { folder } = await written('tensorboard')
  expect(readdirSync(folder).toSorted()).toEqual(['one', 'two'])
  expect(readdirSync(join(folder, 'one')).toSorted()).toEqual(['test', 'train', 'validation'])
  const [file = ''] = readdirSync(join(folder, 'one/train'))
  expect(file).toMatch(/^events\.out\.tfevents\.1790000000\.stagecraft$/)
  const events = [...recordsIn(readFileSync(join(folder, 'one/train', file)))].map(
    (bytes) => eventType().toObject(eventType().decode(bytes), { longs: Number }) as EventMessage,
  )
  expect(events[0]).toMatchObject({ file_version: 'brain.Event:2' })
  const [text] = events[1]?.summary?.value ?? []
  const asked: unknown = JSON.parse(Buffer.from(text?.tensor?.string_val?.[0] ?? []).toString())
  expect(asked).toMatchObject({ id: 'one', dataset: 'cifar10' })
  const steps = events.slice(2)
  expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 800 }, (_, at) => at + 1))
  expect(steps[3]?.summary?.value.map(({ tag, simple_value }) => [tag, simple_value])).toEqual([
    ['loss', 0.25],
    ['error', 0.25],
    ['learning_rate', Math.fround(0.1)],
    ['step_ms', 11],
  ])
  expect(steps[4]?.summary?.value[0]?.simple_value).toBeNaN()
})

test('MLflow’s store has settings and measurements, and only what finished is FINISHED', async () => {
  const { folder } = await written('mlflow')
  const runs = readdirSync(join(folder, '1')).filter((name) => name !== 'meta.yaml')
  expect(runs).toHaveLength(2)
  const one =
    runs.map((id) => join(folder, '1', id)).find((path) => readFileSync(join(path, 'tags/stagecraft.run'), 'utf8') === 'one') ??
    ''
  expect(readFileSync(join(one, 'meta.yaml'), 'utf8')).toMatch(/^status: 5$/m)
  expect(readFileSync(join(one, 'params/seed'), 'utf8')).toBe('1')
  const loss = readFileSync(join(one, 'metrics/train/loss'), 'utf8').trimEnd().split('\n')
  expect(loss).toHaveLength(800)
  expect(loss.slice(3, 5)).toEqual(['1790000001004 0.25 4', '1790000001005 nan 5'])
  expect(readFileSync(join(one, 'metrics/test/error'), 'utf8')).toBe('1790000002000 0.375 800\n')
})
