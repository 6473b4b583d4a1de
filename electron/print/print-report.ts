/** A report's page as PDF: printed by Chromium from a window that nobody sees, without scripts, bridge or network. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BrowserWindow, session } from 'electron'
import { Failure, isDiskFull, isReadOnly, systemCode } from '../../core/files/failure.ts'
import { serveScheme } from '../electron-versions.ts'
import { scheme } from '../main/page-origin.ts'

/** Of `writeReport`. */
const page = 'report.html'
const printed = 'report.pdf'
const millimetres = 1 / 25.4
/** Chromium fills in the numbers, in the margin below. */
const footer =
  '<div style="width:100%;text-align:center;font:8px sans-serif;color:#555"><span class="pageNumber"></span> of <span class="totalPages"></span></div>'
const paper = {
  pageSize: 'A4',
  printBackground: true,
  displayHeaderFooter: true,
  headerTemplate: '<span></span>',
  footerTemplate: footer,
  margins: { top: 16 * millimetres, bottom: 16 * millimetres, left: 14 * millimetres, right: 14 * millimetres },
} as const
/** Nothing of it is kept on the disk. */
const partition = 'report'
const address = `${scheme}://report/${page}`

/** Prints `report.html` of the folder as `report.pdf` beside it. Throws a Failure: `no-report`, `report-not-printed`, `disk-full`. */
export async function printReport(folder: string): Promise<void> {
  const html = readReport(folder)
  const own = session.fromPartition(partition, { cache: false })
  const headers = { 'Content-Type': 'text/html; charset=utf-8' }
  own.protocol.unregisterProtocol(scheme)
  serveScheme(scheme, async (_method, asked) => ({ status: asked === address ? 200 : 404, headers, body: html }), own.protocol)
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: own, sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
  })
  try {
    await window.loadURL(address)
    const pdf = await window.webContents.printToPDF(paper)
    keep(join(folder, printed), pdf)
  } catch (thrown) {
    throw explained(thrown)
  } finally {
    window.destroy()
  }
}

/** Whole or not at all under its name. */
function keep(path: string, content: Uint8Array): void {
  const half = `${path}.tmp`
  try {
    writeFileSync(half, content)
    renameSync(half, path)
  } catch (thrown) {
    rmSync(half, { force: true })
    throw thrown
  }
}

function readReport(folder: string): Uint8Array {
  try {
    return readFileSync(join(folder, page))
  } catch (thrown) {
    throw new Failure(
      'no-report',
      `There is no ${page} in ${folder} (${systemCode(thrown) ?? 'unreadable'}).`,
      'Write the report first.',
    )
  }
}

function explained(thrown: unknown): Failure {
  if (isDiskFull(thrown))
    return new Failure('disk-full', 'The disk is full: the PDF has no room.', 'Free some space, and print again.')
  if (isReadOnly(thrown))
    return new Failure('read-only', 'The folder of the report takes no files.', 'Copy it to where it can be written.')
  const why = thrown instanceof Error ? thrown.message : String(thrown)
  return new Failure('report-not-printed', `The report could not be printed: ${why}.`, `${page} can be printed from any browser.`)
}
