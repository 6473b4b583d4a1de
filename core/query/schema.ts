/**
 * The schema that queries are written against: documented in docs/sql.md, and kept. A column or table that comes later makes a new minor version;
 * one that changes its meaning or goes makes a new major one.
 */
import { column, type QueryTable } from './query-table.ts'
import { designsTable } from './tables/designs.ts'
import { attemptsTable, checkpointsTable, epochsTable, evaluationsTable, eventsTable, stepsTable } from './tables/measured.ts'
import { settingsTable, stagesTable, tagsTable } from './tables/of-runs.ts'
import { runsTable } from './tables/runs.ts'
import { studiesTable, studyRunsTable, studyVariantsTable, studyVerdictsTable } from './tables/studies.ts'
import { sweepsTable, trialRunsTable, trialsTable } from './tables/sweeps.ts'

export const schemaVersion = '1.3'

const described: readonly QueryTable[] = [
  runsTable,
  settingsTable,
  stagesTable,
  tagsTable,
  attemptsTable,
  stepsTable,
  epochsTable,
  evaluationsTable,
  eventsTable,
  checkpointsTable,
  designsTable,
  sweepsTable,
  trialsTable,
  trialRunsTable,
  studiesTable,
  studyVariantsTable,
  studyRunsTable,
  studyVerdictsTable,
]

const versionTable: QueryTable = {
  name: 'schema_version',
  words: 'the version of this schema',
  columns: [column('version', 'text', `major and minor: ${schemaVersion}`)],
  rows: () => [[schemaVersion]],
}

const columnsTable: QueryTable = {
  name: 'schema_columns',
  words: 'a column of a table of this schema',
  columns: [
    column('in_table', 'text', 'name of the table'),
    column('name', 'text', 'name of the column'),
    column('type', 'text', 'text, integer or real'),
    column('words', 'text', 'what it is'),
  ],
  rows: () => queryTables.flatMap((table) => table.columns.map(({ name, type, words }) => [table.name, name, type, words])),
}

export const queryTables: readonly QueryTable[] = [...described, versionTable, columnsTable]
