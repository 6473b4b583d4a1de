/** The seed: initial weights, data order, crops, flips and all else that is random follow from it. A form may ask for several, one run each. */
import { readWithin } from '../number-limit.ts'
import { countText, numbersText, readNumbers } from '../number-text.ts'
import { becomes, refused, type Part, type Report } from '../parts/part.ts'
import { largestSeed, seedSchema } from '../seed.ts'
import { setting } from './setting.ts'
import { reportUnclear } from './unclear.ts'

/** As many runs as one request starts, half of them for twins. */
const mostSeeds = 50
const what = `whole numbers from 0 to ${countText(largestSeed)}`
const isPossible = (seeds: readonly number[]): boolean => seeds.every((seed) => seed >= 0 && seed <= largestSeed)

/** Null where they cannot be taken. */
export function readSeeds(text: string, report: Report): readonly number[] | null {
  const read = readNumbers(text)
  const set = (label: string, seeds: readonly number[]) => ({ label, change: { seeds: numbersText(seeds) } })
  if (read.kind === 'unclear')
    return reportUnclear(report, 'seeds', 'seeds', text, read.readings.filter(isPossible), read.readings)
  if (read.kind === 'none' || read.values.length === 0 || !isPossible(read.values)) {
    return report('seeds', 'seeds', `Seeds are ${what}.`, [set('Set 1', [1])])
  }
  const distinct = [...new Set(read.values)]
  if (distinct.length < read.values.length) {
    return report('seeds', 'seeds', 'A seed stands twice: those runs would be equal.', [set('Leave doubles out', distinct)])
  }
  if (distinct.length > mostSeeds) {
    return report('seeds', 'seeds', `At most ${mostSeeds} seeds at once; these are ${distinct.length}.`, [])
  }
  return distinct
}

const part: Part<number, Record<'seeds', string>> = {
  schema: seedSchema,
  usual: 1,
  fields: ['seeds'],
  options: [
    {
      flag: '--seed',
      takes: '<n>',
      about: 'seed of weights, order, crops and all else that is random',
      fields: ['seeds'],
      read(text) {
        const read = readWithin(text, { whole: true, min: 0, max: largestSeed })
        return read.ok ? becomes(read.value) : refused(read.unclear ?? `it takes one of the ${what}`)
      },
      say: String,
    },
  ],
  write: (seed = 1) => ({ seeds: String(seed) }),
  read: ({ seeds }, { report }) => readSeeds(seeds, report)?.[0] ?? null,
}

/** No row of a protocol: runs that differ in it alone are runs of the same. */
export const seed = setting(part)
