/** How long a study still takes, and when each of its runs was or is likely to be trained. */
import { expect, test } from 'vitest'
import { remainingOf, timesOf } from '../../../core/lab/study-progress.ts'
import type { CellStanding } from '../../../core/lab/study-standing.ts'
import type { RunStatus } from '../../../core/store/run.ts'
import { cellsOf } from '../../../core/study/cells.ts'
import { preset, recipePreset, runSummary } from '../renderer-runs/samples.ts'
import { ownStudy } from '../../own-study.ts'

const variant = { group: 'net', architecture: preset('resnet-20'), recipe: recipePreset('quick').recipe }
const study = ownStudy({
  variants: [
    { ...variant, name: 'net' },
    { ...variant, name: 'other' },
  ],
})

/** `net` with seed 1 took 4,000 ms for its 400 steps, `other` has done 100 in 2,000; seed 2 of both waits. */
function standing(): CellStanding[] {
  const run = (status: RunStatus, trainedMs: number) =>
    runSummary({ totalSteps: 400 }, status, { startedAt: 1_000, endedAt: status.kind === 'finished' ? 5_000 : null, trainedMs })
  const runs = [run({ kind: 'finished', step: 400 }, 4_000), run({ kind: 'running', step: 100 }, 2_000), null, null]
  return cellsOf(study).map((cell, at) => ({ cell, run: runs[at] ?? null, taken: false }))
}

const unknown = (): null => null
const at = { goes: true, now: 10_000, atOnce: 1 }

test('what waits comes after what trains, as long as others of its variant took', () => {
  expect(timesOf(standing(), unknown, at)).toEqual([
    { variant: 'net', seed: 1, kind: 'ended', startAt: 1_000, endAt: 5_000 },
    { variant: 'other', seed: 1, kind: 'training', startAt: 1_000, endAt: 16_000 },
    { variant: 'net', seed: 2, kind: 'waiting', startAt: 16_000, endAt: 20_000 },
    { variant: 'other', seed: 2, kind: 'waiting', startAt: 20_000, endAt: 28_000 },
  ])
  expect(remainingOf(standing(), unknown)).toBe(6_000 + 4_000 + 8_000)
})

test('of a variant that was not trained yet by what was predicted; without that nothing is known', () => {
  const begun = standing().map((one) => (one.cell.variant.name === 'net' ? { ...one, run: null } : one))
  expect(remainingOf(begun, unknown)).toBeNull()
  expect(remainingOf(begun, () => 500)).toBe(500 + 6_000 + 500 + 8_000)
  expect(timesOf(begun, unknown, at).map(({ startAt }) => startAt)).toEqual([null, 1_000, null, null])
})

test('while it is paused nobody knows when what waits begins', () => {
  expect(timesOf(standing(), unknown, { ...at, goes: false }).map(({ kind, startAt }) => [kind, startAt])).toEqual([
    ['ended', 1_000],
    ['training', 1_000],
    ['waiting', null],
    ['waiting', null],
  ])
})
