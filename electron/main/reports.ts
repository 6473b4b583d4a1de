/** Reports of a window's own library, printed as PDF where its page asks for it. */
import { realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { Failure, failureText } from '../../core/files/failure.ts'
import { channels } from '../preload/channels.ts'
import { printReport } from '../print/print-report.ts'
import { handleFromPage } from './trusted-ipc.ts'
import { libraryOf } from './windows.ts'

export function bridgeReports(): void {
  handleFromPage(channels.printReport, async (contents, folder) => {
    try {
      await printReport(withinExports(libraryOf(contents), String(folder)))
      return null
    } catch (thrown) {
      return failureText(thrown)
    }
  })
}

/** The real path of a folder of the library's exports: no other is written into. */
function withinExports(library: string | null, folder: string): string {
  const elsewhere = new Failure('report-elsewhere', `${folder} is no export of this library.`, 'Write the report first.')
  if (library === null) throw elsewhere
  try {
    const real = realpathSync(folder)
    if (real.startsWith(realpathSync(join(library, 'exports')) + sep)) return real
  } catch {
    throw elsewhere
  }
  throw elsewhere
}
