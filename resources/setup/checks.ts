/** `npm test`: everything the product promises, in the order in which it is cheapest to learn that something is wrong. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runtimeLocation, trainerEnvironment } from '../../core/tensorflow/runtime-location.ts'
import { findCompiler } from './compiler.ts'
import { root } from './places.ts'
import { say } from './say.ts'
import { testDataFolder } from './test-data.ts'
import { noTests, readPlaywrightReport, readVitestReport, type Failure, type TestReport } from './test-reports.ts'

/** Results of a test runner, as its JSON reporter writes them. */
const results = join(root, 'test-results')

interface Outcome {
  readonly passed: boolean
  readonly tests: TestReport
}

/** Runs lint, types, unit, store, engine and end-to-end tests; with names, only those. Gives the exit code. */
export async function runChecks(only: readonly string[]): Promise<number> {
  const checks = checksIn({ ...trainerEnvironment(runtimeLocation()), STAGECRAFT_DATA: testDataFolder })
  const unknown = only.find((name) => !Object.hasOwn(checks, name))
  if (unknown !== undefined) {
    say(
      `There is no check "${unknown}". Checks: ${Object.keys(checks).join(', ')}; without names, all. After "offline", where there is no network but the loopback.`,
    )
    return 2
  }
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  const failed: string[] = []
  const failures: Failure[] = []
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const [name, check] of Object.entries(checks)) {
    if (only.length > 0 && !only.includes(name)) continue
    say(`\n=== ${name}`)
    const startedAt = performance.now()
    const { passed, tests } = await check()
    if (!passed) failed.push(name)
    failures.push(...tests.failures)
    sum.passed += tests.passed
    // A runner that fails without a failed test has failed all the same.
    sum.failed += passed ? 0 : Math.max(1, tests.failures.length)
    sum.skipped += tests.skipped
    say(`=== ${name}: ${passed ? 'passed' : 'FAILED'} in ${Math.round((performance.now() - startedAt) / 1000)} s`)
  }
  if (findCompiler() === null) say('There is no C++ compiler: what our own kernels compute, and guarded memory, were not tested.')
  // Told again at the end: thousands of lines lie between a failure and who looks for it.
  for (const { name, why } of failures) console.log(`\nFailed: ${name}\n${why.replaceAll(/^/gm, '  ')}`)
  const skipped = sum.skipped > 0 ? ` ${sum.skipped} tests were skipped.` : ''
  console.log(`\n${failed.length === 0 ? 'Everything passed.' : `Failed: ${failed.join(', ')}.`}${skipped}`)
  console.log(`${sum.passed} passed, ${sum.failed} failed`)
  return failed.length === 0 ? 0 : 1
}

function checksIn(environment: NodeJS.ProcessEnv): Record<string, () => Promise<Outcome>> {
  const tool = (name: string, entry: string, parameters: readonly string[]): Promise<boolean> =>
    runNode(environment, [join(root, 'node_modules', name, entry), ...parameters])
  const typesOf = (project: string): Promise<boolean> => tool('vue-tsc', 'bin/vue-tsc.js', ['--noEmit', '-p', project])
  return {
    lint: async () => ({
      passed: await tool('eslint', 'bin/eslint.js', ['.', '--max-warnings', '0', '--concurrency', 'auto']),
      tests: noTests,
    }),
    format: async () => ({
      passed: await tool('prettier', 'bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
      tests: noTests,
    }),
    // Each takes one processor.
    types: async () => ({
      passed: (await Promise.all(['.', 'renderer', 'tests/e2e'].map(typesOf))).every(Boolean),
      tests: noTests,
    }),
    vitest: async () => {
      const report = join(results, 'vitest.json')
      const parameters = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
      return { passed: await tool('vitest', 'vitest.mjs', parameters), tests: readVitestReport(report) }
    },
    e2e: async () => {
      const report = join(results, 'playwright.json')
      const runner = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
      const environmentWithReport = { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
      const passed = await runNode(environmentWithReport, [runner, 'test', '--reporter=list,json'])
      const tests = readPlaywrightReport(report)
      // Playwright ends well where a test passed at last.
      return { passed: passed && tests.failures.length === 0, tests }
    },
  }
}

/** Runs the pinned Node; gives whether it ended well. */
async function runNode(environment: NodeJS.ProcessEnv, parameters: readonly string[]): Promise<boolean> {
  const runner = spawn(process.execPath, parameters, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: environment })
  const [code] = (await once(runner, 'exit')) as [number | null]
  return code === 0
}
