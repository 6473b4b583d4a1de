import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { noTests, playwrightCounts } from '../../../resources/setup/test-counts.ts'

test('a test that passed only when it was repeated has failed', () => {
  const report = join(mkdtempSync(join(tmpdir(), 'stagecraft-counts-')), 'playwright.json')
  writeFileSync(report, JSON.stringify({ stats: { expected: 10, unexpected: 1, flaky: 2, skipped: 3 } }))
  expect(playwrightCounts(report)).toEqual({ passed: 10, failed: 3, skipped: 3 })
})

test('a runner that ended before its report has counted none', () => {
  expect(playwrightCounts(join(tmpdir(), 'no-such-report.json'))).toEqual(noTests)
})
