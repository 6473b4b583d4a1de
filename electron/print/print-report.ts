/** A report's page as PDF: printed by Chromium from a window that nobody sees. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, systemCode } from '../../core/files/failure.ts'
import { keepWhole } from './keep-whole.ts'
import { notMade } from './not-made.ts'
import { withQuietPage } from './quiet-page.ts'

/** Of a report of runs or of a study. */
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

/** Prints `report.html` of the folder as `report.pdf` beside it. Throws a Failure: `no-report`, `report-not-printed`, `disk-full`, `read-only`. */
export async function printReport(folder: string): Promise<void> {
  const html = readReport(folder)
  try {
    const pdf = await withQuietPage(html, null, ({ webContents }) => webContents.printToPDF(paper))
    keepWhole(join(folder, printed), pdf)
  } catch (thrown) {
    throw notMade(thrown, {
      code: 'report-not-printed',
      what: 'the PDF',
      message: 'The report could not be printed',
      remedy: `${page} can be printed from any browser.`,
    })
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
