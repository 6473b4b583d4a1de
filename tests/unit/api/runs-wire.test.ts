/** The list of runs over the wire: what is read at the other end is the list, whatever happened in between, and only what changed is sent. */
import { decode, encode } from '@msgpack/msgpack'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runsReader, runsWriter, type RunsOnWire } from '../../../core/api/runs-wire.ts'
import { newestFirst } from '../../../core/text/newest-first.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import { preset, recipePreset, runSummary } from '../renderer-runs/samples.ts'

const architectures = ['resnet-20', 'plain-20', 'resnet-110'].map(preset)
const { recipe } = recipePreset('he-2016-cifar')
const over = (sent: RunsOnWire): RunsOnWire => decode(encode(sent)) as RunsOnWire
const inOrder = (runs: readonly RunSummary[]): RunSummary[] =>
  [...runs].sort((one, other) => newestFirst(one.record, other.record))

const made = fc.record({
  id: fc.constantFrom(...'abcdef'),
  architecture: fc.constantFrom(...architectures),
  seed: fc.nat(2),
  createdAt: fc.nat(3),
  testError: fc.constantFrom(null, 0.1, 0.2),
})
const list = fc.uniqueArray(made, { selector: ({ id }) => id }).map((runs) =>
  inOrder(
    runs.map(({ id, architecture, seed, createdAt, testError }) =>
      // A run's network and recipe are those of its id.
      runSummary({ id, architecture, createdAt, recipe: { ...recipe, seed } }, undefined, { testError }),
    ),
  ),
)

test('whatever lists follow each other, each is read as it was', () => {
  fc.assert(
    fc.property(fc.array(list, { minLength: 1 }), (lists) => {
      const kept = new Map<string, RunSummary['record']>()
      const write = runsWriter()
      const read = runsReader()
      let last: RunsOnWire | null = null
      let shown: RunSummary[] = []
      for (const runs of lists) {
        const now = runs.map((run) => {
          const record = kept.get(run.record.id) ?? run.record
          kept.set(record.id, record)
          return { ...run, record }
        })
        const sent = write(inOrder(now))
        if (sent !== last) shown = read(over(sent))
        last = sent
        expect(shown).toEqual(inOrder(now))
      }
    }),
  )
})

test('a look at thousands of runs of which one goes on costs that one, and nothing where none does', () => {
  const runs = Array.from({ length: 3000 }, (_, index) =>
    runSummary({
      id: `run-${index}`,
      createdAt: index,
      architecture: structuredClone(architectures[index % 3] ?? preset('resnet-20')),
    }),
  )
  const write = runsWriter()
  const read = runsReader()
  const first = write(runs)
  expect(first).toMatchObject({ whole: true, gone: [] })
  expect(first.shared.length).toBe(4)
  const shown = read(over(first))
  const [one, ...others] = runs
  if (!one) throw new Error('no run')
  const second = write([{ ...one, trainLoss: 0.01 }, ...others])
  expect(second).toMatchObject({ whole: false, shared: [], changed: [{ trainLoss: 0.01 }], gone: [] })
  expect(encode(second).length).toBeLessThan(2000)
  expect(read(over(second)).filter((run) => !shown.includes(run)).length).toBe(1)
  expect(write([{ ...one, trainLoss: 0.01 }, ...others])).toBe(second)
})

test('a reader that is connected again begins anew', () => {
  const read = runsReader()
  read(over(runsWriter()([runSummary({ id: 'gone' })])))
  expect(read(over(runsWriter()([runSummary({ id: 'new' })]))).map(({ record }) => record.id)).toEqual(['new'])
})
