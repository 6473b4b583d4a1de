/** Entry of the process that answers a question: SQLite cannot be interrupted from within, and a process can be ended at any moment. */
import { Failure } from '../files/failure.ts'
import type { QueryMessage, QueryTask } from './messages.ts'
import { prepareQuery } from './query.ts'
import type { SqlValue } from './query-table.ts'

/** Rows that are sent together. */
const together = 1000

// Ctrl-C reaches all processes of a terminal; what is to be done then is the parent's to say.
process.on('SIGINT', () => undefined)
process.once('disconnect', () => process.exit(1))
process.once('message', (task: QueryTask) => void answer(task).then(() => process.exit(0)))

async function answer({ sql, library, limit }: QueryTask): Promise<void> {
  try {
    const { columns, rows } = prepareQuery(sql, library)
    await say({ kind: 'columns', columns })
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
      await say({ kind: 'rows', rows: some })
      some = []
    }
    await say({ kind: 'rows', rows: some })
    await say({ kind: 'done', isCut })
  } catch (thrown) {
    const { code, message, remedy } =
      thrown instanceof Failure ? thrown : { code: 'failed', message: String(thrown), remedy: 'Try again.' }
    await say({ kind: 'failed', code, message, remedy })
  }
}

/** Waits until it was taken, so that a slow reader is not drowned. */
function say(message: QueryMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) throw new Error('It is started by what asks.')
    process.send(message, () => resolve())
  })
}
