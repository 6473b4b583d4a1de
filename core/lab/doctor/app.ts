/** The app's own parts: versions, and the Electron that set-up found. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'
import application from '../../../package.json' with { type: 'json' }
import { runtimeFolder } from '../../tensorflow/runtime-location.ts'
import type { SystemCheck } from '../system-report.ts'
import { attention, fine, missing } from './checks.ts'

const electronSchema = z.object({
  electron: z.union([
    z.object({ kind: z.enum(['release', 'evaluation']), version: z.string() }),
    z.object({ kind: z.literal('missing'), reason: z.string(), remedy: z.string() }),
  ]),
})

const tryAgain = {
  text: 'When its download site answers, set-up brings the current release.',
  command: 'npm run setup -- electron',
}

export function appChecks(): SystemCheck[] {
  return [
    fine('App', 'Stagecraft', application.version),
    windowCheck(),
    fine('App', 'Lab and trainers', `Node ${process.versions.node}`),
    storeCheck(),
  ]
}

function windowCheck(): SystemCheck {
  const file = join(runtimeFolder(), 'runtime.json')
  const read = existsSync(file) ? electronSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))) : null
  if (!read?.success)
    return missing('App', 'Window', 'Set-up has not looked for Electron yet.', 'missing', {
      text: 'Set it up.',
      command: 'npm run setup',
    })
  const { electron } = read.data
  switch (electron.kind) {
    case 'release':
      return fine('App', 'Window', `Electron ${electron.version}`)
    case 'evaluation':
      return attention(
        'App',
        'Window',
        `Electron ${electron.version}, for evaluation only, out of security support`,
        'old',
        tryAgain,
      )
    case 'missing':
      return missing('App', 'Window', electron.reason, 'missing', { text: electron.remedy, command: 'npm run setup -- electron' })
  }
}

function storeCheck(): SystemCheck {
  const database = new Database(':memory:')
  try {
    const version = database.prepare('SELECT sqlite_version()').pluck().get()
    return fine('App', 'Store', `SQLite ${String(version)}, WAL, synchronous FULL`)
  } finally {
    database.close()
  }
}
