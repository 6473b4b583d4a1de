/** What the command line says of runs that cannot be listed, or not as they were. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const main = fileURLToPath(new URL('../../../core/cli/main.ts', import.meta.url))

function runsOf(library: string): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, 'runs', '--library', library], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

test.runIf(process.platform !== 'win32')('a library whose only run cannot be read is not one without runs', async () => {
  const library = mkdtempSync(join(tmpdir(), 'stagecraft-unreadable-'))
  expect(await runsOf(library)).toMatchObject({ code: 0, out: expect.stringContaining('No runs yet.') })
  mkdirSync(join(library, 'runs', 'odd'))
  execFileSync('mkfifo', [join(library, 'runs', 'odd', 'run.json')])
  const { code, out, err } = await runsOf(library)
  expect(code).toBe(1)
  expect(out).toBe('No run of this library can be read.\n')
  expect(err).toContain('odd cannot be read: it is no regular file.')
  rmSync(library, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})
