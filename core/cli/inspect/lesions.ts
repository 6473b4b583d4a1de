/** Lesions as text: error without each block, without several, and with blocks in another order. */
import type { ResultOf } from '../../inspect/analyses.ts'
import { sampleOf } from '../../statistics/sample.ts'
import { percent, table } from '../text.ts'
import type { InspectedRun } from './inspect.ts'
import { rowsByName } from './rows-by-name.ts'

type Lesions = ResultOf<'lesions'>

export function lesionTables(inspected: readonly InspectedRun<'lesions'>[]): string[] {
  const names = inspected.map(({ run }) => run.record.name)
  const results = inspected.map(({ kept }) => kept.result)
  const whole = ['nothing', '', ...results.map(({ whole }) => percent(whole.error))]
  const alone = rowsByName(
    results.map(({ alone }) => alone),
    ({ error }) => percent(error),
  )
  const figures = [1, ...names.map((_, index) => index + 2)]
  const none = inspected
    .filter(({ kept }) => kept.result.alone.length === 0)
    .map(({ run }) => `Of ${run.record.name} no block can be left out: none gives maps of the size that it reads.`)
  return [
    ...none,
    table(['left out', 'depth', ...names], [whole, ...alone], figures),
    ...drawn('blocks left out', names, results, ({ together }) => together.map(({ blocks, error }) => [blocks.length, error])),
    ...drawn('pairs swapped', names, results, ({ swapped }) => swapped.map(({ pairs, error }) => [pairs, error])),
  ]
}

/** Mean and standard deviation over the draws of each number. */
function drawn(
  what: string,
  names: readonly string[],
  results: readonly Lesions[],
  draws: (result: Lesions) => readonly (readonly [number, number])[],
): string[] {
  const all = results.map(draws)
  const numbers = [...new Set(all.flat().map(([number]) => number))].sort((one, other) => one - other)
  if (numbers.length === 0) return []
  const rows = numbers.map((number) => [
    String(number),
    ...all.map((ofRun) => {
      const sample = sampleOf(ofRun.filter(([one]) => one === number).map(([, error]) => error))
      if (sample === null) return '–'
      return sample.std === null ? percent(sample.mean) : `${percent(sample.mean)} ± ${(100 * sample.std).toFixed(2)}`
    }),
  ])
  return [table([what, ...names], rows, [0, ...names.map((_, index) => index + 1)])]
}
