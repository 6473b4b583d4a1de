/** Paths as text: how many there are of each length, what they carry, and what is left of a network that is cut. */
import { sampleOf } from '../../statistics/sample.ts'
import { counted, percent, table } from '../text.ts'
import type { InspectedRun } from './inspect.ts'
import { numberText } from './number-text.ts'

export function pathTables(inspected: readonly InspectedRun<'paths'>[]): string[] {
  return inspected.flatMap(({ run, kept: { result } }) => {
    const { name } = run.record
    if (result.blocks === 0) return [`${name} has no residual blocks: one path leads through it.`]
    const lengths = result.lengths.map(({ length, share, gradient, carried }) => [
      String(length),
      percent(share),
      numberText(gradient),
      percent(carried),
    ])
    const { effective } = result
    const said =
      effective === null
        ? []
        : [
            `${name}: paths through ${effective.from} to ${effective.to} of ${counted(result.blocks, 'block')} carry ${percent(effective.carried)} of the gradient, and are ${percent(effective.share)} of all`,
          ]
    const cut = result.cut.map(({ kept, errors, mean, vote }) => [
      String(kept),
      percent(sampleOf(errors)?.mean ?? null),
      percent(mean),
      percent(vote),
    ])
    return [
      ...said,
      table(['through', 'of paths', 'gradient of one', 'carried'], lengths, [0, 1, 2, 3]),
      table(
        [`${name} cut to blocks`, 'error, mean', 'all as one, mean', 'majority'],
        [...cut, ['all', percent(result.whole), '', '']],
        [1, 2, 3],
      ),
    ]
  })
}
