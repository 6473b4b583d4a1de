/** How many tests passed and failed, from the JSON reports of Vitest and Playwright. */
import { existsSync, readFileSync } from 'node:fs'

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

export const noTests: Readonly<Counts> = { passed: 0, failed: 0, skipped: 0 }

/** Counts none when the runner ended before it wrote its report. */
export function vitestCounts(report: string): Counts {
  if (!existsSync(report)) return noTests
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8')) as Record<
    'numPassedTests' | 'numFailedTests' | 'numPendingTests',
    number
  >
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests }
}

/** A test that passed only when it was repeated has failed: what fails now and then fails for a person too. Playwright's own list names it flaky. */
export function playwrightCounts(report: string): Counts {
  if (!existsSync(report)) return noTests
  const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
    stats: Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>
  }
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
}
