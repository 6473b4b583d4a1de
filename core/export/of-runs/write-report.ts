/** Writes a report of runs into a folder: report.md with its charts as SVG, and report.html, which holds all in itself. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { syncFolder, writeDurably } from '../../files/durable.ts'
import type { QueriedRun } from '../../query/query-table.ts'
import type { Told } from '../write-export.ts'
import { reportOf } from './report.ts'
import { reportHtml } from './report-html.ts'
import { reportMarkdown } from './report-markdown.ts'

export function writeReport(folder: string, runs: readonly QueriedRun[], told: Told): Promise<void> {
  mkdirSync(folder)
  const blocks = reportOf(runs)
  told(1, 2)
  for (const block of blocks) if (block.kind === 'chart') writeDurably(join(folder, `${block.name}.svg`), block.svg)
  writeDurably(join(folder, 'report.md'), reportMarkdown(blocks))
  writeDurably(join(folder, 'report.html'), reportHtml(blocks))
  syncFolder(folder)
  return Promise.resolve()
}
