/** A folder below a run's that this user may not read: the run is listed, sized and deleted as far as can be, and every other as ever. */
import { spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sampleRecord } from './support/samples.ts'

const child = fileURLToPath(new URL('support/closed-folders-process.ts', import.meta.url))
/** Root may read everything, so it becomes somebody who may not. */
const user = process.getuid?.() === 0 ? { uid: 12_345, gid: 12_345 } : {}
/** That one must be let into the folder of the project. */
const canBe = process.platform !== 'win32' && spawnSync(process.execPath, ['--check', child], user).status === 0

interface Told {
  listed: { id: string; bytes: number; damage: { file: string; reason: string }[] }[]
  taken: number[]
  deleted: { id: string; bytes: number; unread: string[] }[]
  purged: unknown[]
  left: string[]
  mended: unknown[][]
}

let folder: string
beforeEach(() => {
  // Not in the folder of this test run, which is root's alone.
  folder = mkdtempSync('/tmp/stagecraft-closed-')
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test.skipIf(!canBe)('is said of that run, keeps it from being purged, and troubles no other', () => {
  const records = [sampleRecord('closed'), sampleRecord('well')]
  const { stdout, stderr } = spawnSync(process.execPath, [child, folder, JSON.stringify(records)], { ...user, encoding: 'utf8' })
  expect(stderr).toBe('')
  const told = JSON.parse(stdout) as Told
  const listed = new Map(told.listed.map((run) => [run.id, run]))
  expect(listed.get('closed')?.damage).toMatchObject([{ file: 'inside/closed', reason: expect.stringContaining('not counted') }])
  expect(listed.get('well')?.damage).toEqual([])

  // The same files but for the closed one.
  const [ofClosed, ofWell] = told.taken
  expect(ofClosed).toBeGreaterThan(100_000)
  expect(ofClosed).toBe((ofWell ?? 0) + 'closed'.length - 'well'.length + ('closed'.length - 'well'.length))
  const deleted = new Map(told.deleted.map((run) => [run.id, run]))
  expect(deleted.get('closed')).toMatchObject({ bytes: ofClosed, unread: ['inside/closed'] })
  expect(deleted.get('well')).toMatchObject({ bytes: ofWell, unread: [] })

  expect(told.purged).toMatchObject([
    { code: 'not-removable', message: expect.stringContaining('inside/closed') as string },
    ofWell,
  ])
  expect(told.left).toEqual(['closed'])
  expect(told.mended).toEqual([[]])
})
