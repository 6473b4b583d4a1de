import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { noTests, playwrightCounts, vitestCounts } from '../../../resources/setup/test-counts.ts'

/** A report in the shapes of vitest.dev/guide/reporters and playwright.dev/docs/test-reporters. */
function report(content: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-counts-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(content))
  return file
}

test('sums the tests that the runners report', () => {
  const vitest = report({ numPassedTests: 12, numFailedTests: 2, numPendingTests: 1 })
  expect(vitestCounts(vitest)).toEqual({ passed: 12, failed: 2, skipped: 1 })
})

test('a test that passed only when it was repeated has failed', () => {
  const playwright = report({ stats: { expected: 10, unexpected: 1, flaky: 2, skipped: 3 } })
  expect(playwrightCounts(playwright)).toEqual({ passed: 10, failed: 3, skipped: 3 })
})

test('a runner that ended before its report has counted none', () => {
  for (const counts of [vitestCounts, playwrightCounts]) expect(counts(join(tmpdir(), 'no-such-report.json'))).toEqual(noTests)
})
