/** Runs of several seeds in a report: said as the comparison says it. */
import { expect, test } from 'vitest'
import { overSeeds } from '../../../core/export/of-runs/report-seeds.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import { recipePreset, runSummary } from '../renderer-runs/samples.ts'

const { recipe } = recipePreset('he-2016-cifar')

/** Finished, with its last test error and nothing else measured. */
function run(name: string, batchSize: number, seed: number, testError: number): RunSummary {
  const record = { id: `${name}-${seed}`, name: `${name}, seed ${seed}`, recipe: { ...recipe, batchSize, seed } }
  const none = { bestTestError: null, trainError: null, testLoss: null, trainedMs: null, stepMs: null, peakBytes: null }
  return runSummary(record, undefined, { ...none, testError })
}
const plain = (seed: number, error: number): RunSummary => run('plain', 64, seed, error)
const wide = (seed: number, error: number): RunSummary => run('wide', 128, seed, error)
const narrow = (seed: number, error: number): RunSummary => run('narrow', 32, seed, error)

const texts = (runs: readonly RunSummary[]): string[] =>
  overSeeds(runs).flatMap((block) => (block.kind === 'text' ? [block.text] : []))

test('runs that differ in the seed alone are one line: mean, spread, n, and the verdict in words', () => {
  const runs = [plain(1, 0.08), plain(2, 0.09), plain(3, 0.1), wide(1, 0.05), wide(2, 0.06), wide(3, 0.07)]
  expect(overSeeds(runs)[0]).toEqual({ kind: 'heading', level: 2, text: 'Means over seeds' })
  expect(overSeeds(runs).at(-1)).toEqual({
    kind: 'table',
    head: ['runs', 'n', 'test error'],
    rows: [
      ['plain', '3', '9.00 ± 1.00 %'],
      ['wide', '3', '6.00 ± 1.00 % (−3.00, p = 0.021)'],
    ],
  })
  const [verdict, about] = texts(runs)
  expect(verdict).toBe(
    'wide ends at 6.00 ± 1.00 % (n = 3) test error, plain at 9.00 ± 1.00 % (n = 3): 3.00 points apart. ' +
      'Mean ± std. Welch’s test: t = 3.7, df = 4.0, p = 0.021: more than seeds explain.',
  )
  expect(about).toContain('Differences are to plain')
})

test('one seed is called one seed; of more than two groups each stands beside the first', () => {
  expect(texts([plain(1, 0.08), wide(1, 0.05)])[0]).toContain('One seed each')
  expect(texts([plain(1, 0.08), plain(2, 0.09), wide(1, 0.05), narrow(1, 0.1)]).slice(0, 2)).toEqual([
    expect.stringContaining('wide, seed 1 ends at 5.00 %'),
    expect.stringContaining('narrow, seed 1 at 10.00 %'),
  ])
  expect(texts([plain(1, 0.08), wide(1, 0.05), narrow(1, 0.1)])[0]).toContain('One seed of each')
  expect(overSeeds([plain(1, 0.08)])).toEqual([])
})

test('a seed that says nothing of where it would have come to is left out, and told', () => {
  const diverged: RunSummary = { ...plain(2, 0.9), status: { kind: 'diverged', step: 412, reason: '', remedy: '' } }
  const blocks = overSeeds([plain(1, 0.08), diverged])
  expect(blocks.find((block) => block.kind === 'table')?.rows).toEqual([['plain', '1', '8.00 %']])
  expect(texts([plain(1, 0.08), diverged]).at(-1)).toBe('Not counted of plain: seed 2 diverged at step 412.')
})
