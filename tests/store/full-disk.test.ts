/** A full disk, as SQLite has it: no further page is given to the database. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isDiskFull } from '../../core/files/failure.ts'
import { openForWriting, runDatabase } from '../../core/store/database.ts'
import { openMetricsReader } from '../../core/store/metrics-reader.ts'
import { metricsWriterOver } from '../../core/store/metrics-writer.ts'
import { metricsFile } from '../../core/store/run-folder.ts'
import { sampleAttempt, sampleStep, temporaryFolder } from './support/samples.ts'

test('a full disk is said, loses nothing committed, and once there is space the rows that waited are written', () => {
  const folder = temporaryFolder()
  const database = openForWriting(join(folder, metricsFile), runDatabase)
  const writer = metricsWriterOver(database, sampleAttempt)
  database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true })) + 4}`)

  let committed = 0
  let step = 0
  const writeUntilFull = (): unknown => {
    for (;;) {
      for (let count = 0; count < 20; count += 1) writer.step(sampleStep((step += 1)))
      try {
        writer.commit()
        committed = step
      } catch (thrown) {
        return thrown
      }
    }
  }
  const thrown = writeUntilFull()
  expect(isDiskFull(thrown)).toBe(true)
  expect(committed).toBeGreaterThan(0)

  const reader = openMetricsReader(folder)
  reader.refresh()
  expect(reader.damage).toBeNull()
  expect(reader.steps.length).toBe(committed)
  expect(() => writer.commit()).toThrow()

  database.pragma('max_page_count = 100000')
  writer.commit()
  reader.refresh()
  expect(reader.steps.length).toBe(step)
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  writer.close()
  reader.close()
})
