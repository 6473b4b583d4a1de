/** Waiting for a lab that never answers: why it ended is told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connectOrStartLab } from '../../../core/transport/connect-lab.ts'

test('the end of its log is told, what it said last of itself first', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'starting-lab-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const entry = join(folder, 'entry.mjs')
  writeFileSync(
    entry,
    `console.log('2026-01-01T00:00:00.000Z Opening.')
     setTimeout(() => { console.error('No room.'); process.exit(1) }, 400)`,
  )
  const start = { libraryFolder: join(folder, 'library'), node: process.execPath, entry }
  await expect(connectOrStartLab(start)).rejects.toThrow(/could not be started: No room\.\nThe end of .*lab\.log:[\s\S]*Opening/)
})
