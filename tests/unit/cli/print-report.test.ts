/** What keeps a computer from printing a report as PDF: said before anything is written, with why and what to do. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { figurePainter, reportPrinter } from '../../../core/cli/print-report.ts'
import { Failure } from '../../../core/files/failure.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'stagecraft-printing-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A runtime folder as set-up leaves it. */
function runtime(electron: object): NodeJS.ProcessEnv {
  writeFileSync(join(folder, 'runtime.json'), JSON.stringify({ electron }))
  return { STAGECRAFT_RUNTIME: folder }
}
const installed = { kind: 'release', version: '45.0.0', executable: process.execPath }

function failureOf(environment: NodeJS.ProcessEnv, program = process.execPath): Failure {
  try {
    reportPrinter(environment, program)
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown
  }
  throw new Error('It would print.')
}

test('no Electron: set-up has not looked, found none, or what it found is gone', () => {
  const missing = { kind: 'missing', reason: 'Its download was refused.', remedy: '' }
  const gone = { ...installed, executable: join(folder, 'none') }
  for (const environment of [{ STAGECRAFT_RUNTIME: join(folder, 'none') }, runtime(gone)])
    expect(failureOf(environment)).toMatchObject({
      code: 'no-electron',
      message: 'A PDF is printed by Electron, which is not here.',
      remedy: 'Run `npm run setup`. Or print report.html from any browser.',
    })
  expect(failureOf(runtime(missing)).message).toBe('A PDF is printed by Electron, which is not here. Its download was refused.')
})

test('what prints is not built', () => {
  expect(failureOf(runtime(installed), join(folder, 'none'))).toMatchObject({
    code: 'not-built',
    remedy: 'Open the window once (`npm start`). Or print report.html from any browser.',
  })
})

test.runIf(process.platform === 'linux')('no display, and no Xvfb to stand in for one; either kind of display will do', () => {
  const bare = { ...runtime(installed), PATH: folder }
  expect(failureOf(bare)).toMatchObject({
    code: 'no-display',
    message: expect.stringContaining('neither DISPLAY nor WAYLAND_DISPLAY is set, and Xvfb') as string,
    remedy: expect.stringContaining('Install Xvfb') as string,
  })
  for (const display of [{ DISPLAY: ':1' }, { WAYLAND_DISPLAY: 'wayland-0' }])
    expect(reportPrinter({ ...bare, ...display }, process.execPath)).toBeTypeOf('function')
  writeFileSync(join(folder, 'Xvfb'), '')
  expect(reportPrinter(bare, process.execPath)).toBeTypeOf('function')
})

test('figures are painted as PNG by the same, and say so where they cannot be', () => {
  const environment = { STAGECRAFT_RUNTIME: join(folder, 'none') }
  expect(() => figurePainter(environment, process.execPath)).toThrow('A PNG is painted by Electron, which is not here.')
  const painter = figurePainter({ ...runtime(installed), DISPLAY: ':1' }, process.execPath)
  expect(painter).toBeTypeOf('function')
})

test('the command says it, and writes and opens nothing', () => {
  const main = fileURLToPath(new URL('../../../core/cli/main.ts', import.meta.url))
  const library = join(folder, 'library')
  mkdirSync(join(folder, 'out'))
  const { status, stderr } = spawnSync(
    process.execPath,
    [main, 'report', 'some run', '--pdf', '--library', library, '--out', join(folder, 'out')],
    { encoding: 'utf8', env: { ...process.env, STAGECRAFT_RUNTIME: join(folder, 'none') } },
  )
  expect(status).toBe(1)
  expect(stderr).toContain('A PDF is printed by Electron, which is not here.')
  expect(stderr).toContain('npm run setup')
  expect(stderr).not.toMatch(/\n {4}at /)
  expect(existsSync(library)).toBe(false)
})
