/**
 * What was acknowledged survives the death of who wrote it: SQLite's own promise of WAL with synchronous FULL. STAGECRAFT_KILLS=50 before
 * `npm test` makes it 50 deaths.
 */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openMetricsReader } from '../../core/store/metrics-reader.ts'
import { writeAndKill } from './support/killed.ts'
import { temporaryFolder } from './support/samples.ts'

const script = fileURLToPath(new URL('./support/writing-process.ts', import.meta.url))

const wanted = Number(process.env['STAGECRAFT_KILLS'] ?? 12)

test(
  `${wanted} kills at random moments lose no acknowledged step, double none and leave a file that is whole`,
  { timeout: 30_000 + wanted * 5_000 },
  async () => {
    const folder = temporaryFolder()
    // A fixed sequence of moments, so that a failure can be had again: a linear congruential generator (Lehmer 1951).
    let random = 20261121
    const next = (below: number): number => {
      random = (random * 48271) % 2147483647
      return random % below
    }
    for (let kill = 1; kill <= wanted; kill += 1) {
      const acknowledged = await writeAndKill(script, folder, 1 + next(40), next(8))
      const reader = openMetricsReader(folder)
      reader.refresh()
      const steps = reader.steps.column('step')
      expect(reader.damage).toBeNull()
      expect(steps.length).toBeGreaterThanOrEqual(acknowledged)
      expect(steps.every((step, index) => step === index + 1)).toBe(true)
      expect(reader.steps.column('trainLoss').every((loss, index) => loss === 1 / (index + 1))).toBe(true)
      // An evaluation is committed with the steps it comes after.
      expect(reader.evaluations.test.length).toBe(Math.floor(steps.length / 10))
      expect(reader.attempts).toHaveLength(kill)
      expect(reader.attempts.at(-1)?.end).toBeNull()
      reader.close()
    }
  },
)
