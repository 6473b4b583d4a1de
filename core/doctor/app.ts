/** The app's own parts and their versions. */
import Database from 'better-sqlite3'
import application from '../../package.json' with { type: 'json' }
import type { SystemCheck } from './system-report.ts'
import { fine } from './checks.ts'
import { windowChecks } from './window.ts'

export function appChecks(): SystemCheck[] {
  return [
    fine('App', 'Stagecraft', application.version),
    ...windowChecks(),
    fine('App', 'Lab and trainers', `Node ${process.versions.node}`),
    storeCheck(),
  ]
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
