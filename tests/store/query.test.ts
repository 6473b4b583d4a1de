/** A library asked in SQL: the documented schema, every figure from where it is kept, and no way to change anything. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { askLibrary } from '../../core/query/ask.ts'
import { prepareQuery } from '../../core/query/query.ts'
import type { QueriedLibrary, SqlValue } from '../../core/query/query-table.ts'
import { queryTables, schemaVersion } from '../../core/query/schema.ts'
import { openLibrary } from '../../core/store/library.ts'
import { askedStudy, sweptLibrary } from './support/asked-plans.ts'
import { addMeasuredRun } from './support/measured-run.ts'
import { sampleArchitecture, temporaryFolder } from './support/samples.ts'

const empty: QueriedLibrary = { runs: [], designs: [], sweeps: [], studies: [] }

function measured(): QueriedLibrary {
  const library = openLibrary(temporaryFolder())
  onTestFinished(() => library.close())
  addMeasuredRun(library, 'one', 800)
  addMeasuredRun(library, 'two', 20)
  library.designs.save('d', sampleArchitecture, [], null)
  const runs = library.runs.summaries(() => null).map((summary) => ({ summary, folder: library.runs.folder(summary.record.id) }))
  return { runs, designs: library.designs.list(), sweeps: [sweptLibrary()], studies: [askedStudy()] }
}

function ask(library: QueriedLibrary, sql: string): (readonly SqlValue[])[] {
  return [...prepareQuery(sql, library).rows()]
}

test('docs/sql.md tells every table and column that there is, and no other, under its version', () => {
  const text = readFileSync(new URL('../../docs/sql.md', import.meta.url), 'utf8')
  expect(text).toContain(`## Version ${schemaVersion}`)
  const told = text
    .split(/^### /m)
    .slice(1)
    .map((part) => ({
      name: part.split('\n')[0],
      columns: [...part.matchAll(/^\| `(\w+)` \| (\w+) \| (.+) \|$/gm)].map(([, name, type, words]) => ({ name, type, words })),
    }))
  expect(told).toEqual(queryTables.map(({ name, columns }) => ({ name, columns })))
})

test('each documented column is there, and the schema tells itself', () => {
  for (const { name, columns } of queryTables) {
    expect(prepareQuery(`select * from ${name}`, empty).columns).toEqual(columns.map((column) => column.name))
  }
  expect(ask(empty, 'select version from schema_version')).toEqual([[schemaVersion]])
  const count = queryTables.reduce((sum, { columns }) => sum + columns.length, 0)
  expect(ask(empty, 'select count(*) from schema_columns')).toEqual([[count]])
})

test('what a column holds is of the type that is told', () => {
  const library = measured()
  const types = { text: ['string'], integer: ['number'], real: ['number'] }
  for (const { name, columns, rows } of queryTables) {
    const all = [...rows(library)]
    for (const row of all) {
      expect(row).toHaveLength(columns.length)
      columns.forEach((column, at) => {
        if (row[at] !== null) expect([name, column.name, types[column.type]]).toEqual([name, column.name, [typeof row[at]]])
      })
    }
    if (name !== 'tags') expect([name, all.length > 0]).toEqual([name, true])
  }
})

test('measurements are those of the run’s own file, and what is not finite is NULL and said', () => {
  const library = measured()
  const [folder = ''] = library.runs.filter(({ summary }) => summary.record.id === 'one').map((run) => run.folder)
  const own = new Database(join(folder, 'metrics.db'), { readonly: true })
  onTestFinished(() => void own.close())
  expect(ask(library, "select step, loss, error, learning_rate, step_ms from steps where run = 'one'")).toEqual(
    own.prepare('SELECT step, loss, error, learning_rate, step_ms FROM steps ORDER BY step').raw().all(),
  )
  expect(ask(library, 'select run, step, loss from steps where not finite order by 1')).toEqual([
    ['one', 5, null],
    ['two', 5, null],
  ])
  // 391 steps an epoch; the evaluation stands after step 800.
  expect(ask(library, "select epoch, steps, test_error from epochs where run = 'one'")).toEqual([
    [1, 391, null],
    [2, 391, null],
    [3, 18, 0.375],
  ])
  expect(ask(library, "select test_error, validation_error, step, status, peak_bytes from runs where name = 'two'")).toEqual([
    [0.375, 0.375, 20, 'stopped', 123_456],
  ])
})

test('runs are joined with their settings, stages and checkpoints', () => {
  const library = measured()
  expect(
    ask(
      library,
      "select runs.name, kind, blocks from stages join runs using (run) where json_extract(fields, '$.width') = 16 order by 1",
    ),
  ).toEqual([
    ['one', 'basic', 1],
    ['two', 'basic', 1],
  ])
  expect(ask(library, "select count(*) from settings where run = 'one' and words <> ''")[0]?.[0]).toBeGreaterThan(10)
  expect(ask(library, 'select run, step, kept from checkpoints order by run')).toEqual([
    ['one', 800, 'last, best'],
    ['two', 20, 'last, best'],
  ])
})

test('nothing but a question is taken', () => {
  for (const sql of [
    'delete from runs',
    'create table a(b)',
    "attach 'x' as y",
    "vacuum into '/tmp/x'",
    'pragma user_version = 3',
    'pragma database_list',
    'begin',
    'select 1; select 2',
    '',
    '-- nothing',
    'with a as (select 1) insert into runs select * from a returning *',
    'explain select 1',
    "select load_extension('x')",
    'select nothing from runs',
    'select from',
  ]) {
    const all = (): unknown => ask(empty, sql)
    expect(all, sql).toThrow(expect.objectContaining({ code: expect.stringMatching(/^query-(refused|wrong)$/) }))
  }
  expect(ask(empty, ' -- a comment\n /* another */ SELECT 1')).toEqual([[1]])
  expect(ask(empty, 'values (1), (2)')).toEqual([[1], [2]])
})

test('no more rows come than were asked for, and that there are more is told', async () => {
  const rows: (readonly SqlValue[])[] = []
  const sql = 'with recursive a(x) as (select 1 union all select x + 1 from a) select x from a'
  const { end } = askLibrary(
    { sql, library: empty, limit: 2500 },
    { columns: () => undefined, rows: (more) => rows.push(...more) },
  )
  expect(await end).toEqual({ isCut: true })
  expect(rows.map(([x]) => x)).toEqual(Array.from({ length: 2500 }, (_, at) => at + 1))
})

test('a question without an end is ended when it is cancelled', async () => {
  const sql = 'with recursive a(x) as (select 1 union all select x + 1 from a) select max(x) from a'
  const { end, cancel } = askLibrary({ sql, library: empty, limit: 1 }, { columns: () => cancel(), rows: () => undefined })
  expect(await end).toBeNull()
})

test('a question that is wrong says so from its process too', async () => {
  const listener = { columns: () => undefined, rows: () => undefined }
  const { end } = askLibrary({ sql: 'select x from runs', library: empty, limit: 1 }, listener)
  await expect(end).rejects.toMatchObject({ code: 'query-wrong', remedy: expect.stringContaining('schema_columns') })
})

test('a sweep’s trials are asked with what was drawn for them, what became of them, and their runs', () => {
  const library = measured()
  expect(ask(library, 'select name, state, ended_by, pruning, compared_by, time_limit_ms from sweeps')).toEqual([
    ['rates', 'ended', 'all', 'none', 'test', 3_600_000],
  ])
  expect(
    ask(library, "select trial, state, drawn ->> 'lr', error, n, pruned_at, refused from trials order by error is null, error"),
  ).toEqual([
    [1, 'done', 0.1, 0.5, 2, null, null],
    [2, 'pruned', 1, 0.9, 1, 0.5, null],
    [3, 'refused', 9, null, 0, null, 'It does not fit.'],
  ])
  // By their runs they meet all that is measured.
  expect(
    ask(library, 'select trial, taken, max(step) from trial_runs join steps using (run) group by run order by trial, taken'),
  ).toEqual([
    [1, 0, 800],
    [1, 1, 20],
  ])
})

test('a study’s variants, runs and verdicts are asked with what they come to', () => {
  const library = { ...empty, studies: [askedStudy()] }
  expect(ask(library, 'select name, template, scale, state, seeds, reach from studies')).toEqual([
    ['spread', null, null, 'going', '[1,2]', 0.2],
  ])
  expect(
    ask(library, 'select variant, n, round(test_error, 3), published_as, still_open, not_counted ->> 0 from study_variants'),
  ).toEqual([
    ['net', 2, 0.15, 'fails', 0, null],
    ['other', 0, null, null, 1, 'seed 1 diverged at step 3'],
  ])
  expect(
    ask(library, 'select variant, seed, run, taken, reached_at, trains, round(gradient_at_first, 6) from study_runs'),
  ).toEqual([
    ['net', 1, 'one', 0, 90, 1, 0.01],
    ['net', 2, 'two', 1, null, 1, null],
    ['other', 1, 'three', 0, null, 0, null],
    ['other', 2, null, 0, null, null, null],
  ])
  expect(ask(library, 'select first, second, compared_by, finding, p from study_verdicts')).toEqual([
    ['net', 'other', 'error', 'waiting', null],
  ])
})
