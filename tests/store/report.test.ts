/** A report of runs: what was measured, frozen, in files that need nothing else. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { chartOf } from '../../core/export/of-runs/report-chart.ts'
import { writeRuns } from '../../core/export/of-runs/write-runs.ts'
import { openLibrary } from '../../core/store/library.ts'
import { addMeasuredRun } from './support/measured-run.ts'
import { sampleArchitecture, sampleRecord, temporaryFolder } from './support/samples.ts'

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
  expect(readdirSync(folder).toSorted()).toEqual(['design-1.svg', 'error.svg', 'loss.svg', 'report.html', 'report.md'])
  expect(html).toContain("default-src 'none'")
  expect(html).not.toMatch(/<script|<link|<img|src=|url\(|@import/)
  // Names and notes are text.
  expect(html).toContain('one &lt;b&gt;&amp;| of')
  expect(html).toContain('What I saw: &lt;script&gt;')
  expect(html.match(/<svg/g)).toHaveLength(3)
})

test('what is wider than a small screen is scrolled by keys too: it takes the focus, under a name of its own', async () => {
  const { html } = await reported(['one', 'two'])
  const scrolled = html.match(/<div (class="wide"|tabindex)[^>]*>/g) ?? []
  const names = scrolled.flatMap((div) => /tabindex="0" role="region" aria-label="([^"]+)"/.exec(div)?.[1] ?? [])
  expect(names.length).toBeGreaterThan(3)
  expect(names.length).toBe(scrolled.length)
  expect(new Set(names).size).toBe(names.length)
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

const loss = { what: 'loss', title: 'Loss, nats', times: 1 }
/** Paths of lines: not those of the legend, of hairlines or of crosses. */
const linesOf = (svg: string): string[] =>
  [...svg.matchAll(/<path d="([^"]*)" fill="none" stroke="#[0-9a-f]+" stroke-width="[\d.]+" stroke-dasharray/g)].map(
    ([, path = '']) => path,
  )
const heightsOf = (path: string): number[] => [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, , height]) => Number(height))

test('a spike of one step among a million is drawn, and what is not finite breaks the line with a cross', () => {
  const x = Float64Array.from({ length: 1_000_000 }, (_, at) => at + 1)
  const y = new Float64Array(1_000_000).fill(1)
  y[500_000] = 10
  y[700_000] = NaN
  const svg = chartOf(loss, [{ name: 'a', color: 1, weight: 'thin', x, y }])
  const [path = ''] = linesOf(svg)
  const heights = heightsOf(path)
  // The axis ends at 10: the spike is at its top, and all others at a tenth of its height.
  expect(Math.min(...heights)).toBe(28)
  expect(new Set(heights)).toEqual(new Set([28, 262]))
  expect(path.match(/M/g)).toHaveLength(2)
  expect(path.length).toBeLessThan(100_000)
  expect(svg.match(/a: not a number, or infinite/g)).toHaveLength(1)
})

test('an error is drawn in percent, on ticks that read well', () => {
  const line = { name: 'a', color: 1, weight: 'bold', x: Float64Array.of(1, 400), y: Float64Array.of(0.9, 0.083) } as const
  const svg = chartOf({ what: 'error', title: 'Error, %', times: 100 }, [line])
  const ticks = [...svg.matchAll(/text-anchor="end">([\d.]+)<\/text>/g)].map(([, tick]) => tick)
  expect(ticks).toEqual(['0', '20', '40', '60', '80', '100'])
  expect(svg).toContain('Error, %')
})

test('the legend names each run once, by its colour and dashes, and says of whom nothing was measured', () => {
  const some = { x: Float64Array.of(1, 2), y: Float64Array.of(1, 2) }
  const none = { x: new Float64Array(), y: new Float64Array() }
  const long = 'x'.repeat(200)
  const svg = chartOf(loss, [
    { name: '<first> & "only"', color: 1, weight: 'thin', ...some },
    { name: '<first> & "only"', color: 1, weight: 'bold', ...some },
    { name: 'the ninth\u0000', color: 9, weight: 'bold', ...some },
    { name: long, color: 2, weight: 'bold', ...none },
  ])
  const legend = [...svg.matchAll(/stroke="(#\w+)" stroke-width="[\d.]+" stroke-dasharray="([^"]*)"\/><text[^>]*>([^<]*)</g)].map(
    ([, ...of]) => of,
  )
  expect(legend).toEqual([
    [expect.any(String), '', 'training'],
    [expect.any(String), '', 'test'],
    ['#154696', '', '&lt;first&gt; &amp; &quot;only&quot;'],
    ['#154696', '6 3', 'the ninth\\u0000'],
    ['#be2a0a', '', `${'x'.repeat(63)}… (nothing measured)`],
  ])
})

test('runs that measured nothing yet have charts without lines', () => {
  const svg = chartOf(loss, [{ name: 'a', color: 9, weight: 'bold', x: new Float64Array(), y: new Float64Array() }])
  expect(linesOf(svg)).toEqual([''])
  expect(svg).toContain('nothing measured')
})

test('each network is drawn once, with its stages by name, what they are, and their shapes', async () => {
  const { folder, html, markdown } = await reported(['one', 'two'])
  expect(html.match(/aria-label="[^"]*, drawn"/g)).toHaveLength(1)
  expect(markdown).toContain('(design-1.svg)')
  const svg = readFileSync(join(folder, 'design-1.svg'), 'utf8')
  const words = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, word]) => word)
  sampleArchitecture.stages.forEach((_, at) => expect(words).toContain(`Stage ${at + 1}`))
  expect(words).toContain('Head')
  expect(words).toContain(
    [sampleArchitecture.input.height, sampleArchitecture.input.width, sampleArchitecture.input.channels].join('×'),
  )
})
