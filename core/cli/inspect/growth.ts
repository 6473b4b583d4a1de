/** What branches add over training, as text: a column a checkpoint. */
import { count, table } from '../text.ts'
import type { InspectedRun } from './inspect.ts'
import { numberText } from './number-text.ts'

export function growthTables(inspected: readonly InspectedRun<'growth'>[]): string[] {
  return inspected.map(({ run, kept: { result } }) => {
    const { name } = run.record
    if (result.blocks.length === 0) return `${name} has no residual blocks.`
    const rows = result.blocks.map((block, at) => [
      block.name,
      String(block.depth),
      ...result.steps.map(({ shares }) => numberText(shares[at] ?? null)),
    ])
    const head = [`|F(x)| / |x|, ${name}`, 'depth', ...result.steps.map(({ step }) => `step ${count(step)}`)]
    return table(head, rows, [1, ...result.steps.map((_, at) => at + 2)])
  })
}
