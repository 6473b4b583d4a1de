/** Going on from a checkpoint never drops what a run has measured. */
import { expect, test } from 'vitest'
import { restoredBranch, restoring } from '../../../core/api/restore.ts'
import type { RunStatus, RunSummary } from '../../../core/store/run.ts'
import { runSummary } from '../renderer-runs/samples.ts'

const wayOn = { from: 400, refused: null }
const at = (status: RunStatus, figures: Partial<Omit<RunSummary, 'record'>> = {}) => ({
  summary: runSummary({}, status, { resumesFrom: 400, totalSteps: 1000, ...figures }),
  wayOn,
})

test('where it stands at the checkpoint the run itself goes on, whatever ended it', () => {
  for (const kind of ['paused', 'stopped'] as const) expect(restoring(at({ kind, step: 400 }), 400)).toEqual({ kind: 'resume' })
  const crashed: RunStatus = { kind: 'crashed', step: 412, reason: '', remedy: '', log: [] }
  expect(restoring(at(crashed), 400)).toEqual({ kind: 'resume' })
})

test('an older one is gone on from by a run of its own, whatever the run is doing', () => {
  expect(restoring(at({ kind: 'paused', step: 400 }), 200)).toEqual({ kind: 'branch', beyond: 200 })
  expect(restoring(at({ kind: 'running', step: 430 }), 200)).toEqual({ kind: 'branch', beyond: 230 })
  const diverged: RunStatus = { kind: 'diverged', step: 430, reason: '', remedy: '' }
  expect(restoring(at(diverged), 400)).toEqual({ kind: 'branch', beyond: 30 })
})

test('where the newest was lost, the run itself does not go back without a word', () => {
  const lost = { ...at({ kind: 'paused', step: 600 }), wayOn: { from: 400, refused: 'The checkpoint of step 600 is gone.' } }
  expect(restoring(lost, 400)).toEqual({ kind: 'branch', beyond: 200 })
})

test('at its end there is nothing to go on to, and a run at work goes on by itself', () => {
  expect(restoring(at({ kind: 'finished', step: 1000 }, { resumesFrom: 1000 }), 1000).kind).toBe('refused')
  expect(restoring(at({ kind: 'running', step: 430 }), 400).kind).toBe('refused')
})

test('the branch trains what the run was to train, to the same end', () => {
  const { summary } = at({ kind: 'paused', step: 400 }, { totalSteps: 64_000 })
  expect(restoredBranch(summary, 200)).toEqual({
    id: summary.record.id,
    step: 200,
    name: `${summary.record.name} from 200`,
    recipe: summary.record.recipe,
  })
  const longer = restoredBranch({ ...summary, totalSteps: 65_000 }, 200)
  expect(longer.recipe.length).toEqual({ unit: 'steps', value: 65_000 })
})
