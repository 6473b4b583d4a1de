/** A queue whose next run has no room on the disk waits, says why, and goes on by itself. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { wantOfRoom } from '../../../core/lab/room.ts'
import { patience } from '../../../core/lab/silence.ts'
import { createSupervisor } from '../../../core/lab/supervisor.ts'
import type { Want } from '../../../core/store/run.ts'

test('a run begins where its metrics and two checkpoints fit, and not before', () => {
  expect(wantOfRoom('/', { parameters: 1_000_000 }, 40_000_000)).toBeNull()
  const want = wantOfRoom('/', { parameters: 1_000_000 }, 39_999_999)
  expect(want?.reason).toMatch(/full.*40(\.0)? MB to begin/)
  expect(want?.remedy).toContain('bin')
})

test('no trainer is started without room, none crashes for it, and the queue goes on once there is some', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-room-'))
  const entry = join(folder, 'trainer.mjs')
  writeFileSync(entry, '')
  const queue = ['one', 'two']
  const begun: string[] = []
  let want: Want | null = { code: 'disk-full', reason: 'full', remedy: 'free' }
  const changed = vi.fn()
  const supervisor = createSupervisor({
    ledger: {
      folder: () => folder,
      queued: () => queue,
      running: () => [],
      begin: (id) => void begun.push(...queue.splice(queue.indexOf(id), 1)),
      end: () => undefined,
      resume: () => undefined,
      outcome: () => ({ kind: 'finished', step: 1 }),
      committedStep: () => 1,
      join: () => false,
      trainer: () => null,
      figures: () => ({ stepMs: null, peakBytes: null }),
    },
    trainerEntry: entry,
    patience,
    environment: () => process.env,
    wants: () => want,
    changed,
  })
  supervisor.startNext()
  expect(supervisor.waits).toEqual(want)
  expect(changed.mock.calls.flat()).toEqual(queue)
  expect(supervisor.busy).toBe(true)
  want = null
  await expect.poll(() => begun, { timeout: 10_000 }).toEqual(['one', 'two'])
  expect(supervisor.waits).toBeNull()
})
