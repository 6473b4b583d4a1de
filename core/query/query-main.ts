/** Entry of the process that answers a question: SQLite cannot be interrupted from within, and a process can be ended at any moment. */
import { answerTask, type Telling } from '../work/answer-task.ts'
import type { QueryAnswer, QueryTask, QueryTold } from './messages.ts'
import { prepareQuery } from './query.ts'
import type { SqlValue } from './query-table.ts'

/** Rows that are sent together. */
const together = 1000

answerTask(answer)

/** Waits until rows were taken, so that a slow reader is not drowned. */
async function answer({ sql, library, limit }: QueryTask, { tell }: Telling<QueryTold>): Promise<QueryAnswer> {
  const { columns, rows } = prepareQuery(sql, library)
  await tell({ columns })
  let some: (readonly SqlValue[])[] = []
  let count = 0
  let isCut = false
  for (const row of rows()) {
    if (count === limit) {
      isCut = true
      break
    }
    count += 1
    some.push(row)
    if (some.length < together) continue
    await tell({ rows: some })
    some = []
  }
  await tell({ rows: some })
  return { isCut }
}
