import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../../../resources/setup/places.ts'
import { noTests, readPlaywrightReport, readVitestReport } from '../../../resources/setup/test-reports.ts'

/** A report in the shapes of vitest.dev/guide/reporters and playwright.dev/docs/test-reporters. */
function report(content: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-report-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(content))
  return file
}

test('tells what failed in Vitest by file and name, and a file that could not be loaded', () => {
  const file = (name: string) => join(root, 'tests', 'unit', name)
  const vitest = report({
    numPassedTests: 12,
    numPendingTests: 1,
    testResults: [
      {
        name: file('sums.test.ts'),
        status: 'failed',
        message: '',
        assertionResults: [
          { fullName: 'sums of two', status: 'passed', failureMessages: [] },
          {
            fullName: 'sums of none',
            status: 'failed',
            failureMessages: ['\u001b[31mError: expected 1 to be 0\u001b[39m\n  at x'],
          },
        ],
      },
      { name: file('broken.test.ts'), status: 'failed', message: 'Cannot find module', assertionResults: [] },
    ],
  })
  expect(readVitestReport(vitest)).toEqual({
    passed: 12,
    failures: [
      { name: 'tests/unit/sums.test.ts › sums of none', why: 'Error: expected 1 to be 0\n  at x' },
      { name: 'tests/unit/broken.test.ts', why: 'Cannot find module' },
    ],
    skipped: 1,
  })
})

test('a test of Playwright that passed only when it was repeated has failed', () => {
  const spec = (title: string, status: string, ...errors: string[]) => ({
    title,
    file: 'window.spec.ts',
    tests: [{ status, results: [...errors.map((message) => ({ error: { message } })), {}] }],
  })
  const playwright = report({
    stats: { expected: 10, skipped: 3 },
    suites: [
      {
        specs: [spec('opens', 'expected')],
        suites: [{ specs: [spec('closes', 'flaky', 'Timeout'), spec('moves', 'unexpected', 'No')] }],
      },
    ],
  })
  expect(readPlaywrightReport(playwright)).toEqual({
    passed: 10,
    failures: [
      { name: 'window.spec.ts › closes (passed when repeated)', why: 'Timeout' },
      { name: 'window.spec.ts › moves', why: 'No' },
    ],
    skipped: 3,
  })
})

test('a runner that ended before its report has told nothing', () => {
  for (const read of [readVitestReport, readPlaywrightReport])
    expect(read(join(tmpdir(), 'no-such-report.json'))).toEqual(noTests)
})
