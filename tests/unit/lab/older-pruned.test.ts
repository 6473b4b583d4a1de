/** A sweep of an older Stagecraft, which noted that it had pruned a trial and wrote nothing of that into the run: the lab's next look does. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { openLibrary } from '../../../core/store/library.ts'
import { openMetricsWriter } from '../../../core/store/metrics-writer.ts'
import type { SweepPlan } from '../../../core/sweep/plan.ts'
import { runRecord } from '../renderer-runs/samples.ts'
import { openLabUnderTest } from './lab-under-test.ts'

const sweep = 'rates-1'
const own = runRecord({ id: 'run-1', totalSteps: 200 })
const record = { ...own, partOf: { kind: 'sweep', id: sweep, name: 'rates', trial: 1, values: { lr: 0.1 } } } as const

const plan: SweepPlan = {
  format: 'stagecraft-sweep',
  version: 1,
  name: 'rates',
  architecture: own.architecture,
  dataset: own.dataset,
  recipe: own.recipe,
  device: { kind: 'cpu' },
  fields: [{ field: 'lr', range: { kind: 'choice', values: [0.1, 0.2] } }],
  method: 'grid',
  trials: 2,
  seeds: [1],
  seed: 1,
  pruning: { kind: 'median', others: 4, from: 0.01 },
  timeMs: null,
  reuse: true,
}

/** The run was stopped at step 40; the sweep has ended. */
function olderLibrary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-older-sweep-'))
  const library = openLibrary(folder)
  library.runs.add(record)
  library.runs.begin(record.id)
  const writer = openMetricsWriter(library.runs.folder(record.id), {
    pid: 1,
    device: 'CPU',
    startedAt: 1,
    fromStep: 0,
    evaluated: true,
  })
  for (let step = 1; step <= 40; step += 1)
    writer.step({ step, time: step, loss: 1, error: 0.8, learningRate: 0.1, stepMs: 1, skipped: false })
  writer.event({ step: 40, time: 41, kind: 'stopped', text: 'Stopped at step 40 of 200.' })
  writer.commit()
  writer.close()
  library.runs.end(record.id, { kind: 'stopped', step: 40 })
  library.sweeps.add(sweep, plan)
  library.sweeps.change(sweep, { state: { kind: 'ended', why: 'all', at: 50 } })
  library.close()
  const note = {
    number: 1,
    values: { lr: 0.1 },
    refused: null,
    pruned: { run: record.id, share: 0.2, error: 0.85, bound: 0.4, others: 4 },
    cut: false,
    taken: {},
  }
  const database = new Database(join(folder, 'library.db'))
  database.prepare('INSERT INTO trials (sweep, number, note) VALUES (?, 1, ?)').run(sweep, JSON.stringify(note))
  database.close()
  return folder
}

test('the run says that it was pruned, and the sweep keeps that this was told', async () => {
  const lab = openLabUnderTest(olderLibrary())
  onTestFinished(() => lab.close())
  const run = await lab.until('run', { id: record.id }, (value) => value?.summary.status.kind === 'pruned')
  expect(run?.summary.status).toEqual({ kind: 'pruned', step: 40 })
  expect(run?.events.map(({ kind }) => kind)).toEqual(['stopped'])
  const told = await lab.until('sweep', { id: sweep }, (value) => value?.trials[0]?.note.pruned?.told === true)
  expect(told?.counts).toMatchObject({ pruned: 1 })
})
