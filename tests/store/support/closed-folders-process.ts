/**
 * Makes a library of which folders are closed to its user, looks at it, and prints what is told: `closed-folders-process.ts LIBRARY RECORDS`,
 * with two records as JSON. To be run by an ordinary user, since root may read everything.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../../core/files/failure.ts'
import { openLibrary, type Library } from '../../../core/store/library.ts'
import type { RunRecord } from '../../../core/store/run.ts'

const [, , folder = '', json = '[]'] = process.argv
const records = JSON.parse(json) as RunRecord[]

/** In each run of `records`, a folder with bytes that count, and in the first one that is closed. */
function fill(parent: string): void {
  for (const [index, { id }] of records.entries()) {
    const inside = join(folder, parent, id, 'inside')
    mkdirSync(inside)
    writeFileSync(join(inside, 'open'), new Uint8Array(100_000))
    if (index > 0) continue
    mkdirSync(join(inside, 'closed'))
    writeFileSync(join(inside, 'closed', 'bytes'), new Uint8Array(100_000))
    chmodSync(join(inside, 'closed'), 0)
  }
}

function purge(library: Library, id: string): unknown {
  try {
    return library.runs.purge([id])
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    return { code: thrown.code, message: thrown.message, remedy: thrown.remedy }
  }
}

const library = openLibrary(folder)
for (const record of records) {
  library.runs.add(record)
  library.runs.begin(record.id)
  library.runs.end(record.id, { kind: 'stopped', step: 0 })
}
fill('runs')
const listed = library.runs.summaries(() => null).map(({ record, bytes, damage }) => ({ id: record.id, bytes, damage }))
const taken = records.map(({ id }) => library.runs.remove([id]))
const deleted = library.runs.deleted()
const purged = records.map(({ id }) => purge(library, id))
const left = library.runs.deleted().map(({ id }) => id)
library.runs.restore(left)
const closed = join(folder, 'runs', left[0] ?? '', 'inside', 'closed')
chmodSync(closed, 0o700)
library.close()
const again = openLibrary(folder)
const mended = again.runs.summaries(() => null).map(({ damage }) => damage)
again.close()
console.log(JSON.stringify({ listed, taken, deleted, purged, left, mended }))
