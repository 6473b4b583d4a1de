/** A study's beginning, whatever happens meanwhile, in a real lab with trainers that only count. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLibrary } from '../../../core/store/library.ts'
import type { Study } from '../../../core/study/study.ts'
import { ownStudy } from '../../own-study.ts'
import { preset, recipePreset } from '../renderer-runs/samples.ts'
import { withDigits } from './digits.ts'
import { openLabUnderTest, type LabUnderTest } from './lab-under-test.ts'

let lab: LabUnderTest

withDigits()
beforeEach(() => {
  lab = openLabUnderTest()
})
afterEach(() => lab.close(), 30_000)

/** One run of eight steps. */
function study(): Study {
  const [architecture, { recipe }] = [preset('resnet-20'), recipePreset('quick-digits')]
  const eight = { unit: 'steps', value: 8 } as const
  const learningRate = { kind: 'steps', initial: 0.1, divisor: 10, after: [] } as const
  return ownStudy({
    dataset: 'mnist',
    device: { kind: 'cpu' },
    variants: [
      {
        name: 'one',
        group: 'one',
        architecture: { ...architecture, input: { height: 28, width: 28, channels: 1 } },
        recipe: { ...recipe, batchSize: 1000, learningRate: { ...learningRate, after: [] }, length: eight, evaluation: eight },
      },
    ],
    seeds: [1],
  })
}

test('a lab that was killed between keeping the study and queueing its first run trains it once it is started again', async () => {
  const library = openLibrary(lab.folder)
  library.studies.add('kept', study())
  library.close()
  const detail = await lab.until('study', { id: 'kept' }, (value) => value?.state.kind === 'ended')
  expect(detail?.counts).toEqual({ all: 1, ended: 1, taken: 0, training: 0, paused: 0 })
}, 60_000)

test('begun twice at once, as by two windows, it is one study; another name makes it another', async () => {
  const one = study()
  const begun = await Promise.all(
    [one, one, { ...one, name: 'otherwise' }].map((each) => lab.ask('studies.start', { study: each })),
  )
  expect(begun.map(({ outcome }) => outcome)).toEqual(['new', 'there', 'new'])
  const [first, second, other] = begun.map(({ id }) => id)
  expect(second).toBe(first)
  expect(other).not.toBe(first)
}, 60_000)
