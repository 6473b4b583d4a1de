/** The file of figures: what cannot take them is said before anything is measured, and left as it is. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { requireReportFile, writeReport } from '../../bench/report.ts'
import { thisMachine } from '../../bench/machine.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'stagecraft-report-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

test.each(['', '{', '[]', '{"rows": []}', 'other notes'])('an existing file that is no report is refused: %j', (text) => {
  const file = join(folder(), 'bench.json')
  writeFileSync(file, text)
  expect(() => requireReportFile(file)).toThrow(expect.objectContaining({ code: 'no-report-file' }))
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('a folder is refused; a new file, and one that holds figures, are not', () => {
  const at = folder()
  expect(() => requireReportFile(at)).toThrow(expect.objectContaining({ code: 'no-report-file' }))
  const file = join(at, 'below', 'bench.json')
  requireReportFile(file)
  const machine = thisMachine('cpu', 'all')
  const figure = { name: 'a', value: 1, unit: 'ms', spread: null }
  writeReport(file, machine, { measures: { depth: [figure] } })
  requireReportFile(file)
  writeReport(file, machine, { measures: { curves: [figure] } })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ measures: { depth: [figure], curves: [figure] } })
})
