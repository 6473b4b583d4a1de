/** Responses as text: deviation of each layer by depth, and what each branch adds, a column a run. */
import { table } from '../text.ts'
import { numberText } from './number-text.ts'
import { rowsByName } from './rows-by-name.ts'
import type { InspectedRun } from './inspect.ts'

export function responseTables(inspected: readonly InspectedRun<'responses'>[]): string[] {
  const names = inspected.map(({ run }) => run.record.name)
  const figures = [1, ...names.map((_, index) => index + 2)]
  const layers = rowsByName(
    inspected.map(({ kept }) => kept.result.layers),
    ({ std }) => numberText(std),
  )
  const blocks = rowsByName(
    inspected.map(({ kept }) => kept.result.blocks),
    ({ share }) => numberText(share),
  )
  return [
    table(['layer', 'depth', ...names.map((name) => `std, ${name}`)], layers, figures),
    ...(blocks.length === 0 ? [] : [table(['block', 'depth', ...names.map((name) => `|F(x)| / |x|, ${name}`)], blocks, figures)]),
  ]
}
