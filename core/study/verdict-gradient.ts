/** In which of two the gradient falls more on its way from the last layer to the first, at the weights that training begins with. By Welch's test of the powers of ten. */
import { sampleOf, type Sample } from '../statistics/sample.ts'
import { welch } from '../statistics/welch.ts'
import { decline, declineText } from './gradient.ts'
import type { MeasureRule, Side } from './verdict-rule.ts'

export const byGradient: MeasureRule = {
  count: (side) => declinesOf(side).length,
  says: (first, second) => `${brings(first, second)}, before the first step`,
  claims: brings,
  tested(first, second) {
    const [one, other] = [sampleFor(first), sampleFor(second)]
    const test = one === null || other === null ? null : welch(one, other)
    return { p: test?.p ?? null, test, name: 'Welch’s test of the powers of ten by which it falls' }
  },
  direction: (first, second) => ((sampleFor(first)?.mean ?? 0) <= (sampleFor(second)?.mean ?? 0) ? 'lower' : 'higher'),
  named: () => [],
}

/** In powers of ten, one a run that has it. */
function declinesOf({ measured }: Side): number[] {
  return measured.gradients.flatMap(({ first }) => decline(first) ?? [])
}

function sampleFor(side: Side): Sample | null {
  return sampleOf(declinesOf(side))
}

function brings(first: Side, second: Side): string {
  return `${first.name} brings ${textOf(first)} the last layer’s gradient to its first layer, ${second.name} ${textOf(second)} it`
}

function textOf(side: Side): string {
  return declineText(sampleFor(side)?.mean ?? 0)
}
