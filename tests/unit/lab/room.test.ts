/** A queue whose next run has no room on the disk waits, says why, and goes on by itself. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { wantOfRoom } from '../../../core/lab/room.ts'
import { patience } from '../../../core/lab/silence.ts'
import { createSupervisor, type SupervisorOptions } from '../../../core/lab/supervisor.ts'
import { trialFile, tryToWrite } from '../../../core/lab/trial-write.ts'
import type { EndStatus } from '../../../core/store/run-end.ts'
import { trainerExit } from '../../../core/training/trainer-exit.ts'
import type { Want } from '../../../core/store/run.ts'
import { passingTime } from '../../passing-time.ts'

test('a run begins where its metrics and two checkpoints fit, and not before', () => {
  expect(wantOfRoom('/', { parameters: 1_000_000 }, 40_000_000)).toBeNull()
  const want = wantOfRoom('/', { parameters: 1_000_000 }, 39_999_999)
  expect(want?.reason).toMatch(/full.*40(\.0)? MB to begin/)
  expect(want?.remedy).toContain('bin')
})

/** A queue of runs whose trainers do what the script says, with the run's folder as its second argument. */
function supervise(ids: readonly string[], trainer: string, options: Pick<SupervisorOptions, 'wants' | 'tryToWrite'>) {
  const library = mkdtempSync(join(tmpdir(), 'stagecraft-room-'))
  onTestFinished(() => rmSync(library, { recursive: true, force: true }))
  const entry = join(library, 'trainer.mjs')
  writeFileSync(entry, trainer)
  for (const id of ids) mkdirSync(join(library, id))
  const queue = [...ids]
  const begun: string[] = []
  const ends: Record<string, EndStatus['kind']> = {}
  const changed = vi.fn<(id: string) => void>()
  const supervisor = createSupervisor({
    ledger: {
      folder: (id) => join(library, id),
      queued: () => [...queue],
      running: () => [],
      begin: (id) => void begun.push(...queue.splice(queue.indexOf(id), 1)),
      end: (id, status) => void (ends[id] = status.kind),
      resume: () => undefined,
      outcome: (id) => (id === 'fills' ? null : { kind: 'finished', step: 1 }),
      committedStep: () => 1,
      join: () => false,
      trainer: () => null,
      figures: () => ({ stepMs: null, peakBytes: null }),
    },
    trainerEntry: entry,
    patience,
    environment: () => process.env,
    settings: () => ({ paused: false, atOnce: 1 }),
    wantsOther: () => null,
    wantsBeside: () => null,
    changed,
    ...options,
  })
  return { supervisor, begun, ends, changed }
}

const full: Want = { code: 'disk-full', reason: 'full', remedy: 'free' }

test('no trainer is started without room, none crashes for it, and the queue goes on once there is some', async () => {
  const look = passingTime()
  let want: Want | null = full
  const { supervisor, begun, changed } = supervise(['one', 'two'], '', {
    wants: () => want,
    tryToWrite: () => Promise.reject(new Error('No run has ended for a full disk.')),
  })
  supervisor.startNext()
  expect(supervisor.waits).toEqual(want)
  expect(changed.mock.calls.flat()).toEqual(['one', 'two'])
  expect(supervisor.busy).toBe(true)
  want = null
  await expect
    .poll(
      look(() => begun),
      { timeout: 30_000 },
    )
    .toEqual(['one', 'two'])
  expect(supervisor.waits).toBeNull()
}, 60_000)

test('after a run that ended for a full disk none is started until a trial write succeeds, whatever is shown as free', async () => {
  const look = passingTime()
  let refused: Want | null = full
  const tried: string[] = []
  const exit = `process.exit(process.argv[2].endsWith('fills') ? ${trainerExit.diskFull} : 0)`
  const { supervisor, begun, ends } = supervise(['fills', 'two', 'three'], exit, {
    wants: () => null,
    tryToWrite(id) {
      tried.push(id)
      return Promise.resolve(refused)
    },
  })
  supervisor.startNext()
  await expect
    .poll(
      look(() => tried.length),
      { timeout: 30_000 },
    )
    .toBe(2)
  expect(new Set(tried)).toEqual(new Set(['two']))
  expect(begun).toEqual(['fills'])
  expect(ends).toEqual({ fills: 'crashed' })
  expect(supervisor.waits).toEqual(full)
  // Somebody queues another meanwhile.
  supervisor.startNext()
  expect(begun).toEqual(['fills'])
  refused = null
  await expect
    .poll(
      look(() => ends),
      { timeout: 30_000 },
    )
    .toEqual({ fills: 'crashed', two: 'finished', three: 'finished' })
  expect(tried).toHaveLength(3)
  expect(supervisor.waits).toBeNull()
}, 60_000)

test('a trial write leaves nothing, and takes the place of one that a killed lab left', async () => {
  const library = mkdtempSync(join(tmpdir(), 'stagecraft-room-'))
  onTestFinished(() => rmSync(library, { recursive: true, force: true }))
  writeFileSync(join(library, trialFile), 'half')
  expect(await tryToWrite(library, { parameters: 1000 })).toBeNull()
  expect(readdirSync(library)).toEqual([])
})
