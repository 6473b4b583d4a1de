/** The fuses of a release, set on a copy of the Electron in use. The release itself is not built here. */
import { spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { electronExecutable, expect, test } from './support/app.ts'

interface Fuses {
  setFuses(executable: string): Promise<string[]>
}

test('a fused Electron is no Node and takes no options for one', async ({ place }) => {
  const executable = electronExecutable()
  const folder = join(place.folder, 'fused')
  cpSync(dirname(executable), folder, { recursive: true })
  const fused = join(folder, basename(executable))

  const asNode = (program: string): string => {
    const environment = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
    const { stdout } = spawnSync(program, ['-e', 'console.log("I am Node")'], {
      env: environment,
      timeout: 10_000,
      encoding: 'utf8',
    })
    return stdout.trim()
  }
  expect(asNode(executable)).toBe('I am Node')
  const { setFuses } = (await import('../../resources/release/fuses.mjs' as string)) as Fuses
  await setFuses(fused)
  expect(asNode(fused)).toBe('')
})
