/** Which tests passed and which failed, from the JSON reports of Vitest and Playwright. */
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { root } from './places.ts'

export interface TestReport {
  readonly passed: number
  /** What failed, by file and name, and why: in the order of the report. */
  readonly failures: readonly Failure[]
  readonly skipped: number
}

export interface Failure {
  readonly name: string
  readonly why: string
}

/** What a runner has told that ended before it wrote its report, or that tests nothing. */
export const noTests: TestReport = { passed: 0, failures: [], skipped: 0 }

interface VitestFile {
  name: string
  status: 'passed' | 'failed'
  message: string
  assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
}

/** The report of vitest.dev/guide/reporters, "JSON Reporter". A file that could not be loaded has no tests, and is a failure by itself. */
export function readVitestReport(report: string): TestReport {
  if (!existsSync(report)) return noTests
  const { numPassedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number
    numPendingTests: number
    testResults: VitestFile[]
  }
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (failed.length === 0 && status === 'failed') return [failure(file, message)]
    return failed.map(({ fullName, failureMessages }) => failure(`${file} › ${fullName}`, failureMessages.join('\n')))
  })
  return { passed: numPassedTests, failures, skipped: numPendingTests }
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[]
  specs?: { title: string; file: string; tests: PlaywrightTest[] }[]
}

interface PlaywrightTest {
  status: 'expected' | 'unexpected' | 'flaky' | 'skipped'
  results: { error?: { message?: string } }[]
}

/** The report of playwright.dev/docs/test-reporters, "JSON reporter". A test that passed only when it was repeated has failed: what fails now and then fails for a person too. */
export function readPlaywrightReport(report: string): TestReport {
  if (!existsSync(report)) return noTests
  const { stats, suites } = JSON.parse(readFileSync(report, 'utf8')) as {
    stats: Record<'expected' | 'skipped', number>
    suites: PlaywrightSuite[]
  }
  return { passed: stats.expected, failures: suites.flatMap(playwrightFailures), skipped: stats.skipped }
}

function playwrightFailures({ suites = [], specs = [] }: PlaywrightSuite): Failure[] {
  const own = specs.flatMap(({ title, file, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ status, results }) =>
        failure(
          `${file} › ${title}${status === 'flaky' ? ' (passed when repeated)' : ''}`,
          results.map(({ error }) => error?.message ?? '').find((message) => message !== '') ?? '',
        ),
      ),
  )
  return [...suites.flatMap(playwrightFailures), ...own]
}

/** As much of a message as tells what was expected; the runner has printed the rest. */
const shownLines = 12

function failure(name: string, message: string): Failure {
  return { name, why: stripVTControlCharacters(message).trim().split('\n').slice(0, shownLines).join('\n') }
}
