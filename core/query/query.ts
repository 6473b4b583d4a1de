/**
 * Questions in SQL to a library. The database that answers is empty and in memory; its tables are views that read, so that there is nothing that a
 * statement could change, and only the documented schema that it could depend on.
 */
import Database from 'better-sqlite3'
import { Failure } from '../files/failure.ts'
import type { QueriedLibrary, SqlValue } from './query-table.ts'
import { queryTables } from './schema.ts'

export interface QueryAnswer {
  readonly columns: readonly string[]
  rows(): IterableIterator<readonly SqlValue[]>
}

/** What a question may begin with; blanks and comments come before. */
const question = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*(?:select|with|values)\b/i

/** Throws a Failure `query-refused` for anything but one question, `query-wrong` for what SQLite does not understand. */
export function prepareQuery(sql: string, library: QueriedLibrary): QueryAnswer {
  const database = new Database(':memory:')
  for (const table of queryTables) {
    database.table(table.name, {
      columns: table.columns.map(({ name }) => name),
      *rows() {
        for (const row of table.rows(library)) yield [...row]
      },
    })
  }
  const statement = told(() => database.prepare<[], SqlValue[]>(sql))
  if (!question.test(sql) || !statement.reader || !statement.readonly) throw refused()
  return {
    columns: statement.columns().map(({ name }) => name),
    *rows() {
      const rows = told(() => statement.raw().iterate())
      for (;;) {
        const next = told(() => rows.next())
        if (next.done === true) return
        yield next.value
      }
    },
  }
}

function told<T>(ask: () => T): T {
  try {
    return ask()
  } catch (thrown) {
    if (thrown instanceof Database.SqliteError) throw wrong(thrown.message)
    // Of better-sqlite3: no statement at all, or several.
    if (thrown instanceof RangeError) throw refused()
    throw thrown
  }
}

function refused(): Failure {
  return new Failure(
    'query-refused',
    'Only one question is answered, and nothing is changed: it begins with select, with or values.',
    'Write one select statement.',
  )
}

function wrong(message: string): Failure {
  const tables = queryTables.map(({ name }) => name).join(', ')
  return new Failure(
    'query-wrong',
    `SQLite says: ${message}.`,
    `The tables are ${tables}; "select * from schema_columns" tells their columns.`,
  )
}
