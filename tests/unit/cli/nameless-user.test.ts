/** A user that the system has only a number of, as `docker run --user` gives: everything starts, or says why not. */
import { execFile, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const main = fileURLToPath(new URL('../../../core/cli/main.ts', import.meta.url))
const nameless = { uid: 12_345, gid: 12_345 }
/** Only root can become somebody else, and that one must be let into the folder of the project. */
const canBeNameless =
  process.getuid?.() === 0 && spawnSync(process.execPath, [main, 'describe', 'resnet-20'], nameless).status === 0

let folder: string
beforeEach(() => {
  // Not in the folder of this test run, which is root's alone.
  folder = mkdtempSync('/tmp/stagecraft-nameless-')
  if (canBeNameless) chownSync(folder, nameless.uid, nameless.gid)
})
afterEach(() => {
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true, force: true })
})

function runs(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<{ code: number; said: string }> {
  const { HOME: _home, STAGECRAFT_LIBRARY: _library, ...env } = process.env
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, 'runs', ...args],
      { ...nameless, env: { ...env, TMPDIR: folder, ...environment } },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), said: out + err }),
    )
  })
}

test.skipIf(!canBeNameless)('its library opens, with and without a home folder', async () => {
  expect(await runs({ HOME: folder })).toMatchObject({ code: 0, said: expect.stringContaining('No runs yet') as string })
  const library = join(folder, 'library')
  expect(await runs({}, '--library', library)).toMatchObject({
    code: 0,
    said: expect.stringContaining(`--library ${library}`) as string,
  })
})

test.skipIf(!canBeNameless)('what keeps it from opening is said in words, with what to do', async () => {
  const homeless = await runs({})
  expect(homeless).toMatchObject({ code: 1, said: expect.stringContaining('number 12345) has no home folder') as string })
  expect(homeless.said).toContain('Set HOME')
  const unreachable = await runs({ TMPDIR: join(folder, 'none') }, '--library', folder)
  expect(unreachable).toMatchObject({ code: 1, said: expect.stringContaining('Set TMPDIR') as string })
  chmodSync(folder, 0o500)
  const refused = await runs({ HOME: folder })
  expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('may not write there. Choose another') as string })
  for (const { said } of [homeless, refused, unreachable]) expect(said).not.toMatch(/\n {4}at |SystemError|EACCES: /)
})
