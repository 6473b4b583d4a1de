/** `npm test`: everything the product promises, in the order in which it is cheapest to learn that something is wrong. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDataset } from '../../core/datasets/ensure.ts'
import { runtimeLocation, trainerEnvironment } from '../../core/tensorflow/runtime-location.ts'
import { mebibytes, root, testDataFolder } from './places.ts'
import { progressLine, say } from './say.ts'

interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** Results of a test runner, as its JSON reporter writes them. */
const results = join(root, 'test-results')

/** Runs lint, types, unit, store, engine and end-to-end tests; with names, only those. Gives the exit code. */
export async function runChecks(only: readonly string[]): Promise<number> {
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  const data = await testData()
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  const environment = { ...trainerEnvironment(runtimeLocation()), STAGECRAFT_DATA: data }
  const checks: Record<string, () => number> = {
    lint: () => program(environment, 'eslint', 'bin/eslint.js', ['.', '--max-warnings', '0']),
    types: () => {
      const vueTsc = (project: string): number => program(environment, 'vue-tsc', 'bin/vue-tsc.js', ['--noEmit', '-p', project])
      return vueTsc('.') || vueTsc('renderer') || vueTsc('tests/e2e')
    },
    vitest: () => {
      const report = join(results, 'vitest.json')
      const parameters = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
      const code = program(environment, 'vitest', 'vitest.mjs', parameters)
      addVitest(counts, report)
      return code
    },
    e2e: () => {
      const report = join(results, 'playwright.json')
      const withReport = { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
      const code = onDisplay(withReport, 'node_modules/@playwright/test/cli.js', ['test', '--reporter=list,json'])
      addPlaywright(counts, report)
      return code
    },
  }
  const failed: string[] = []
  for (const [name, check] of Object.entries(checks)) {
    if (only.length > 0 && !only.includes(name)) continue
    say(`\n=== ${name}`)
    const startedAt = performance.now()
    if (check() !== 0) failed.push(name)
    say(`=== ${name}: ${failed.includes(name) ? 'FAILED' : 'passed'} in ${Math.round((performance.now() - startedAt) / 1000)} s`)
  }
  console.log(failed.length === 0 ? '\nEverything passed.' : `\nFailed: ${failed.join(', ')}.`)
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  return failed.length === 0 ? 0 : 1
}

/** Tests train on the real CIFAR-10, which is fetched once for all clones. */
async function testData(): Promise<string> {
  const folder = testDataFolder()
  mkdirSync(folder, { recursive: true })
  const progress = progressLine('CIFAR-10')
  let decoding = false
  await ensureDataset('cifar10', folder, {
    onProgress(now) {
      if (now.kind === 'downloading') progress.show(now)
      else if (!decoding) {
        decoding = true
        progress.end()
        say(`  Decoding CIFAR-10 into ${folder} (${mebibytes(60_000 * 3072)}) …`)
      }
    },
  })
  await ensureDataset('mnist', folder)
  return folder
}

function program(environment: NodeJS.ProcessEnv, name: string, entry: string, parameters: readonly string[]): number {
  const file = join(root, 'node_modules', name, entry)
  return (
    spawnSync(process.execPath, [file, ...parameters], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: environment })
      .status ?? 1
  )
}

/** Runs a script of node_modules on the display that is there, else on a virtual one. */
function onDisplay(environment: NodeJS.ProcessEnv, script: string, parameters: readonly string[]): number {
  const node = [process.execPath, join(root, script), ...parameters]
  const virtual = process.platform === 'linux' && !environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']
  const [command = '', ...rest] = virtual ? ['xvfb-run', '-a', '-s', '-screen 0 1920x1200x24', ...node] : node
  return spawnSync(command, rest, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: environment }).status ?? 1
}

function addVitest(counts: Counts, report: string): void {
  if (!existsSync(report)) return
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>
  counts.passed += numPassedTests ?? 0
  counts.failed += numFailedTests ?? 0
  counts.skipped += numPendingTests ?? 0
}

function addPlaywright(counts: Counts, report: string): void {
  if (!existsSync(report)) return
  const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
    stats: Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>
  }
  counts.passed += stats.expected + stats.flaky
  counts.failed += stats.unexpected
  counts.skipped += stats.skipped
}
