/** The pyramid that a trainer keeps of its curves: always what follows from the steps that are there, whatever became of the run. */
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCurveKeeper } from '../../core/store/curves/keep-curves.ts'
import { openMetricsReader } from '../../core/store/metrics-reader.ts'
import { openMetricsWriter, type MetricsWriter } from '../../core/store/metrics-writer.ts'
import { metricsFile } from '../../core/store/run-folder.ts'
import { makeOlder } from './support/older-metrics.ts'
import { sampleAttempt, sampleStep, temporaryFolder } from './support/samples.ts'

/** Some of every kind that a loss can be. */
function train(writer: MetricsWriter, from: number, to: number): void {
  for (let step = from + 1; step <= to; step += 1) {
    const loss = step % 97 === 0 ? NaN : step % 101 === 0 ? Infinity : 1 / step
    writer.step({ ...sampleStep(step), loss })
  }
  writer.commit()
}

function bucketsIn(folder: string): unknown[] {
  const database = new Database(join(folder, metricsFile), { readonly: true })
  try {
    return database.prepare('SELECT * FROM curve_buckets ORDER BY series, level, bucket').all()
  } finally {
    database.close()
  }
}

/** The same made at once from the steps alone. */
function bucketsOfSteps(folder: string): unknown[] {
  const path = join(folder, metricsFile)
  const steps = new Database(path, { readonly: true })
  const made = new Database(':memory:')
  try {
    made.exec(String(steps.prepare("SELECT sql FROM sqlite_schema WHERE name = 'curve_buckets'").pluck().get()))
    const keeper = openCurveKeeper(made, steps)
    while (keeper.catchUp() !== null) continue
    return made.prepare('SELECT * FROM curve_buckets ORDER BY series, level, bucket').all()
  } finally {
    made.close()
    steps.close()
  }
}

test('is to the bit what the steps alone come to, over any attempts that go back to any step', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ back: fc.nat(300), steps: fc.integer({ min: 1, max: 700 }), told: fc.boolean() }), {
        minLength: 1,
        maxLength: 4,
      }),
      (attempts) => {
        const folder = temporaryFolder()
        let done = 0
        for (const { back, steps, told } of attempts) {
          const fromStep = Math.max(0, done - back)
          const writer = openMetricsWriter(folder, { ...sampleAttempt, fromStep })
          expect(bucketsIn(folder)).toEqual(bucketsOfSteps(folder))
          done = fromStep + steps
          train(writer, fromStep, done)
          if (told) writer.event({ step: done, time: 1, kind: 'paused', text: 'Paused.' })
          writer.commit()
          writer.close()
        }
        expect(bucketsIn(folder)).toEqual(bucketsOfSteps(folder))
        expect(bucketsIn(folder).length).toBe(bucketsOfSteps(folder).length)
      },
    ),
    { numRuns: 25 },
  )
})

test('is made once of the steps that an older Stagecraft wrote, by the trainer that goes on with the run', () => {
  const folder = temporaryFolder()
  const first = openMetricsWriter(folder, sampleAttempt)
  train(first, 0, 45_000)
  first.close()
  const whole = bucketsIn(folder)
  expect(whole.length).toBeGreaterThan(4 * (45_000 / 32))
  const database = new Database(join(folder, metricsFile))
  makeOlder(database, 4)
  database.close()

  const second = openMetricsWriter(folder, { ...sampleAttempt, fromStep: 45_000 })
  second.close()
  expect(bucketsIn(folder)).toEqual(whole)
})

test('has the rows of a commit that failed once they are written after all', () => {
  const folder = temporaryFolder()
  const writer = openMetricsWriter(folder, sampleAttempt)
  train(writer, 0, 100)
  const held = new Database(join(folder, metricsFile))
  held.pragma('busy_timeout = 0')
  held.exec('BEGIN IMMEDIATE')
  for (let step = 101; step <= 400; step += 1) writer.step(sampleStep(step))
  expect(() => writer.commit()).toThrow()
  held.exec('ROLLBACK')
  held.close()
  writer.commit()
  writer.close()
  expect(bucketsIn(folder)).toEqual(bucketsOfSteps(folder))
})

test('a reader that was looking draws what a new attempt has made of the curve', () => {
  const folder = temporaryFolder()
  const first = openMetricsWriter(folder, sampleAttempt)
  train(first, 0, 1000)
  const reader = openMetricsReader(folder, 50)
  const query = { buckets: 20, smoothing: 0.9, x: 'step', log: false, from: null, to: null } as const
  reader.refresh()
  expect(reader.steps.length).toBe(50)
  expect(reader.curve('trainLoss', query)).toMatchObject({ points: 1000, width: 64, end: 1000 })
  first.close()
  const second = openMetricsWriter(folder, { ...sampleAttempt, fromStep: 600 })
  train(second, 600, 700)
  reader.refresh()
  expect(reader.curve('trainLoss', query)).toMatchObject({ points: 700, end: 700 })
  expect(reader.steps.column('step').at(-1)).toBe(700)
  second.close()
  reader.close()
})
