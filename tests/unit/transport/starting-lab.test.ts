/** Waiting for a lab: what it says of itself before it answers is told, and why it ended where it never does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connectOrStartLab } from '../../../core/transport/connect-lab.ts'

test('what a lab says before it answers is told without its time, and the end of its log where it ends', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'starting-lab-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const entry = join(folder, 'entry.mjs')
  writeFileSync(
    entry,
    `console.log('2026-01-01T00:00:00.000Z Reading runs for the first time: 1 of 2, about 1 s left.')
     setTimeout(() => { console.error('No room.'); process.exit(1) }, 400)`,
  )
  const told: string[] = []
  const start = { libraryFolder: join(folder, 'library'), node: process.execPath, entry }
  await expect(connectOrStartLab(start, (line) => told.push(line))).rejects.toThrow(
    /could not be started: No room\.\nThe end of .*lab\.log:[\s\S]*1 of 2/,
  )
  expect(told[0]).toBe('Reading runs for the first time: 1 of 2, about 1 s left.')
})
