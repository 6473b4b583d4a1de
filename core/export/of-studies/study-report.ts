/** What a study asked and found, as files: the study itself, a table of its runs, its figures, and a report to read, as Markdown and as one HTML that needs nothing else. */
import { figureSvg } from '../../drawing/figure-svg.ts'
import { csvLine } from '../../text/csv.ts'
import { reportHtml } from '../of-runs/report-html.ts'
import { reportMarkdown } from '../of-runs/report-markdown.ts'
import type { ReportedStudy } from './reported-study.ts'
import { runsTable } from './runs-table.ts'
import { studyBlocks } from './study-blocks.ts'

/** Contents by the names of the files. */
export function studyReport(reported: ReportedStudy): Map<string, string> {
  const blocks = studyBlocks(reported)
  return new Map([
    ['report.html', reportHtml(blocks)],
    ['report.md', reportMarkdown(blocks)],
    ['study.json', `${JSON.stringify(reported.study, null, 2)}\n`],
    ['runs.csv', runsTable(reported)],
    ...blocks.flatMap((block): [string, string][] => (block.kind === 'chart' ? [[`${block.name}.svg`, block.svg]] : [])),
    ...reported.figures.flatMap(({ name, figure }): [string, string][] => [
      [`${name}.svg`, figureSvg(figure)],
      [`${name}.csv`, figure.table.map(csvLine).join('')],
    ]),
  ])
}
