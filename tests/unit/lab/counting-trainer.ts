/**
 * A trainer whose network only counts: its state is how many steps it has taken, and its loss follows from that. What it does at a step
 * follows from the run's name; everything around it is the real thing.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keepCheckpoints } from '../../../core/store/checkpoints.ts'
import { openMetricsWriter } from '../../../core/store/metrics-writer.ts'
import { readRunRecord } from '../../../core/store/run-folder.ts'
import { beginOf } from '../../../core/training/start.ts'
import { heldStep, released } from './held-run.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import type { RunRecord } from '../../../core/store/run.ts'
import { runTrainerProcess } from '../../../core/training/trainer-host.ts'

/** Least at a rate of 0.1. */
const errorOf = ({ learningRate }: Recipe): number =>
  learningRate.kind === 'steps' ? Math.min(1, 0.1 + Math.abs(Math.log10(learningRate.initial / 0.1)) / 4) : 1

/** A run that must still be at work when something is asked of it takes its time; one that only has to end is quick. */
function stepMs({ name, recipe, partOf }: RunRecord, step: number): number {
  if (partOf !== undefined) return recipe.learningRate.kind === 'steps' && recipe.learningRate.initial <= 0.001 ? 10 : 1
  return name === 'held' && step > heldStep ? 1 : 10
}

const sleeping = new Int32Array(new SharedArrayBuffer(4))

await runTrainerProcess(process.argv[2] ?? '', (runFolder) => {
  const record = readRunRecord(runFolder)
  if (record.name === 'cannot begin') throw new Error('There is no such network.')
  const begin = beginOf(runFolder, record, new Map([['count', { shape: [1], values: Float32Array.of(0) }]]))
  const journal = openMetricsWriter(runFolder, {
    pid: process.pid,
    device: 'a counter',
    startedAt: Date.now(),
    fromStep: begin.position.step,
    evaluated: begin.position.evaluated,
  })
  const checkpoints = keepCheckpoints(runFolder, record, Date.now)
  let filled = false
  let count = begin.state?.get('count')?.values[0] ?? 0
  const hung = join(runFolder, 'hung')
  return Promise.resolve({
    record,
    start: begin.describe('a counter', journal.attempt, []),
    testCount: 10,
    telemetryLayout: [],
    checkpoints: {
      save(position, state) {
        // Longer than the lab under test waits for a word.
        if (record.name === 'slow disk') Atomics.wait(sleeping, 0, 0, 5000)
        return checkpoints.save(position, state)
      },
    },
    explain: (thrown: unknown) => Promise.resolve(thrown),
    program: {
      device: 'a counter',
      usesGpu: false,
      outliers: [],
      step({ step }) {
        // Blocks, as TensorFlow does.
        Atomics.wait(sleeping, 0, 0, stepMs(record, step))
        if (record.name === 'aborts' && step === 3) process.abort()
        if (record.name === 'throws' && step === 3) throw new Error('The counter is broken.')
        if (record.name === 'hangs once' && step === 40 && !existsSync(hung)) {
          writeFileSync(hung, '')
          Atomics.wait(sleeping, 0, 0)
        }
        // What is asked of it meanwhile has reached it before it goes on, however slow the machine is.
        if (record.name === 'held' && step === heldStep) while (!existsSync(released(runFolder))) Atomics.wait(sleeping, 0, 0, 10)
        const loss = (record.name === 'diverges' && step === 3) || !Number.isFinite(count) ? NaN : 1 / (count + 1)
        count = record.name === 'overflows' && step === 3 ? Infinity : count + 1
        return { loss, error: 0.5, skipped: !Number.isFinite(loss), telemetry: null }
      },
      findNotFinite: () => ({ layer: 'counter', where: 'output' }),
      measureHistograms: () => [],
      // Of a sweep by its rate alone, so that its trials differ.
      evaluate: () =>
        Promise.resolve({
          loss: 0.5,
          error: record.partOf === undefined ? 0.25 : errorOf(record.recipe),
          topFiveError: null,
        }),
      readState: () => new Map([['count', { shape: [1], values: Float32Array.of(count) }]]),
      writeState: () => {},
      dispose: () => {},
    },
    journal: {
      ...journal,
      commit() {
        // What SQLite throws when the disk is full; tests/store fills a real one.
        if (record.name === 'fills the disk' && filled)
          throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
        filled = true
        journal.commit()
      },
    },
    close: () => journal.close(),
  })
})
