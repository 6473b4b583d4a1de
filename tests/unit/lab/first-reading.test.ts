/** Reading a library's runs for the first time, in the background: what was read is shown, and how long the rest takes yet. */
import { expect, test } from 'vitest'
import { readRuns } from '../../../core/lab/first-reading.ts'

/** Runs that take a millisecond each. */
function slowRuns(count: number) {
  let [at, done] = [0, 0]
  const reading = {
    readOn(isEnough: () => boolean): boolean {
      while (done < count) {
        done += 1
        at += 1
        if (isEnough()) break
      }
      return done === count
    },
    get progress() {
      return done === count ? null : { done, of: count }
    },
  }
  return { runs: { reading }, now: () => at }
}

test('what takes half a second is read at once; the rest a little at a time, and its time is told', async () => {
  const { runs, now } = slowRuns(2100)
  const reading = readRuns(runs, now)
  expect(reading.progress).toEqual({ done: 500, of: 2100, leftMs: 1600 })
  const seen: (number | null)[] = []
  reading.changed.watch(() => seen.push(reading.progress?.leftMs ?? null))
  await reading.done
  expect(seen).toEqual([1100, 600, 100, null])
  expect(reading.progress).toBeNull()
})

test('a library that is read within that is whole before anybody asks', async () => {
  const { runs, now } = slowRuns(400)
  const reading = readRuns(runs, now)
  expect(reading.progress).toBeNull()
  await reading.done
})

test('closing ends it', async () => {
  const { runs, now } = slowRuns(1000)
  const reading = readRuns(runs, now)
  reading.close()
  await new Promise((resolve) => setTimeout(resolve, 15))
  expect(reading.progress).toMatchObject({ done: 500 })
})
