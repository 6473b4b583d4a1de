/**
 * Prints the report in a folder, named last, or paints its figures, as the word before it says; tells what came of it as JSON, and ends: what the command line
 * starts, where no window is.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { Failure } from '../../core/files/failure.ts'
import { registerAppScheme } from '../main/app-protocol.ts'
import { denyByDefault, guardSessions } from '../main/policies.ts'
import { paintFigures } from './paint-figures.ts'
import { printReport } from './print-report.ts'

const [what = '', folder = ''] = process.argv.slice(-2)
// The window of this person may be open: nothing of its settings is touched.
const userData = mkdtempSync(join(tmpdir(), 'stagecraft-print-'))
app.setPath('userData', userData)
registerAppScheme()
denyByDefault()
guardSessions()
// The window that is printed is the only one.
app.on('window-all-closed', () => undefined)
app.on('quit', () => rmSync(userData, { recursive: true, force: true }))
void app
  .whenReady()
  .then(() => (what === 'figures' ? paintFigures(folder) : printReport(folder)))
  .then(
    () => ({ printed: true }),
    (thrown: unknown) => ({ printed: false, ...told(thrown) }),
  )
  .then((result) => process.stdout.write(`${JSON.stringify(result)}\n`, () => app.exit(result.printed ? 0 : 1)))

function told(thrown: unknown): { code: string; message: string; remedy: string } {
  if (thrown instanceof Failure) return { code: thrown.code, message: thrown.message, remedy: thrown.remedy }
  return { code: 'report-not-printed', message: String(thrown), remedy: 'Print report.html from any browser.' }
}
