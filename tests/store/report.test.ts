/** A report of runs: what was measured, frozen, in files that need nothing else. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { chartOf } from '../../core/export/of-runs/report-chart.ts'
import { writeRuns } from '../../core/export/of-runs/write-runs.ts'
import { openLibrary } from '../../core/store/library.ts'
import { addMeasuredRun } from './support/measured-run.ts'
import { sampleRecord, temporaryFolder } from './support/samples.ts'

async function reported(ids: readonly string[]): Promise<{ folder: string; html: string; markdown: string }> {
  const library = openLibrary(temporaryFolder())
  onTestFinished(() => library.close())
  const { recipe } = sampleRecord('one')
  ids.forEach((id, at) => {
    addMeasuredRun(library, id, 800, { name: `${id} <b>&| of`, recipe: { ...recipe, seed: at + 1, batchSize: 64 * (at + 1) } })
    library.runs.remark(id, { notes: 'What I saw: <script>' })
  })
  const runs = library.runs.summaries(() => null).map((summary) => ({ summary, folder: library.runs.folder(summary.record.id) }))
  const folder = join(temporaryFolder(), 'out')
  await writeRuns(runs, 'report', join(folder, '..'), 'out', () => undefined)
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  return { folder, html: read('report.html'), markdown: read('report.md') }
}

test('the page holds all in itself, runs nothing and asks for nothing', async () => {
  const { folder, html } = await reported(['one'])
  expect(readdirSync(folder).toSorted()).toEqual(['error.svg', 'loss.svg', 'report.html', 'report.md'])
  expect(html).toContain("default-src 'none'")
  expect(html).not.toMatch(/<script|<link|<img|src=|url\(|@import/)
  // Names and notes are text.
  expect(html).toContain('one &lt;b&gt;&amp;| of')
  expect(html).toContain('What I saw: &lt;script&gt;')
  expect(html.match(/<svg/g)).toHaveLength(2)
})

test('figures are those of the runs, settings only those in which they differ', async () => {
  const { html, markdown } = await reported(['one', 'two'])
  for (const text of [html, markdown]) {
    expect(text).toContain('37.50 % at 800')
    expect(text).toMatch(/Seed(<\/td><td>| \| )/)
    expect(text).toMatch(/Batch(<\/td><td>| \| )/)
    expect(text).not.toMatch(/Optimizer(<\/td><td>| \| )/)
  }
  expect(markdown).toContain('(error.svg)')
  expect(markdown).toContain('one \\<b\\>&\\| of')
})

test('of one run every setting is told', async () => {
  const { markdown } = await reported(['one'])
  expect(markdown).toMatch(/^\| Optimizer \| /m)
})

test('a spike of one step among a million is drawn, and what is not finite breaks the line', () => {
  const x = Float64Array.from({ length: 1_000_000 }, (_, at) => at + 1)
  const y = new Float64Array(1_000_000).fill(1)
  y[500_000] = 9
  y[700_000] = NaN
  const [, path = ''] =
    /<path d="([^"]+)" fill="none"/.exec(chartOf('loss', [{ name: 'a', color: 1, weight: 'thin', x, y }])) ?? []
  const heights = [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, , height]) => Number(height))
  // The largest value is at the top of the chart, and all others a ninth of its height.
  expect(Math.min(...heights)).toBe(12)
  expect(new Set(heights).size).toBe(2)
  expect(path.match(/M/g)).toHaveLength(2)
  expect(path.length).toBeLessThan(100_000)
})

test('runs that measured nothing yet have charts without lines', () => {
  expect(chartOf('loss', [{ name: 'a', color: 9, weight: 'bold', x: new Float64Array(), y: new Float64Array() }])).toContain(
    'd=""',
  )
})
