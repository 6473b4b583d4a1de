/** Long runs of an older Stagecraft, whose trainers kept no pyramid: it is made once, and the curves are the same. */
import Database from 'better-sqlite3'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { curvesFile, makeOlderCurves } from '../../core/store/curves/older-curves.ts'
import { openMetricsReader } from '../../core/store/metrics-reader.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { metricsFile } from '../../core/store/run-folder.ts'
import { makeOlder } from './support/older-metrics.ts'
import { sampleAttempt, sampleStep, temporaryFolder } from './support/samples.ts'

const query = { buckets: 300, smoothing: 0.97, x: 'step', log: false, from: null, to: null } as const

function olderRun(steps: number): string {
  const folder = temporaryFolder()
  const writer = openMetricsWriter(folder, sampleAttempt)
  for (let step = 1; step <= steps; step += 1) writer.step(sampleStep(step))
  writer.commit()
  writer.close()
  const database = new Database(join(folder, metricsFile))
  makeOlder(database, 4)
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.close()
  return folder
}

test('it is told, made a slice at a time, and read from then on; the metrics stay as they are', () => {
  const folder = olderRun(60_000)
  const before = readFileSync(join(folder, metricsFile))
  const reader = openMetricsReader(folder, 50)
  reader.refresh()
  const whole = reader.curve('trainLoss', query, 'read')
  expect(whole).toMatchObject({ points: 60_000, making: null })
  expect(reader.curve('trainLoss', query, 'told')).toMatchObject({ points: 0, making: 0 })

  const shares = [...makeOlderCurves(folder)]
  expect(shares.length).toBeGreaterThan(2)
  expect(shares.at(-1)).toBe(1)
  expect(existsSync(join(folder, `${curvesFile}.part`))).toBe(false)
  const made = reader.curve('trainLoss', query, 'told')
  expect({ ...made, line: null }).toEqual({ ...whole, line: null })
  made.line.forEach((value, at) => expect(value).toBeCloseTo(whole.line[at] ?? NaN, 12))
  expect(readFileSync(join(folder, metricsFile))).toEqual(before)
  reader.close()
})

test('what was made of other attempts, or is no such file, is not read', () => {
  const folder = olderRun(60_000)
  expect([...makeOlderCurves(folder)].at(-1)).toBe(1)
  const reader = openMetricsReader(folder, 50)
  reader.refresh()
  expect(reader.curve('trainLoss', query, 'told').making).toBeNull()
  const made = new Database(join(folder, curvesFile))
  made.exec('UPDATE made_of SET attempts = 7')
  made.close()
  expect(reader.curve('trainLoss', query, 'told').making).toBe(0)
  writeFileSync(join(folder, curvesFile), 'no database')
  expect(reader.curve('trainLoss', query, 'told').making).toBe(0)
  reader.close()
})

test('a short one is read as it is, and a making that is given up leaves nothing', () => {
  const short = olderRun(2000)
  const reader = openMetricsReader(short, 50)
  reader.refresh()
  expect(reader.curve('trainLoss', query, 'told')).toMatchObject({ points: 2000, making: null })
  reader.close()
  const long = olderRun(60_000)
  const making = makeOlderCurves(long)
  expect(making.next().value).toBeLessThan(1)
  making.return()
  expect(existsSync(join(long, curvesFile))).toBe(false)
  expect(existsSync(join(long, `${curvesFile}.part`))).toBe(false)
})
