/** In which of two the gradient is larger at the first layers, at the weights that training begins with: by Welch's test of its powers of ten. */
import { sampleOf, type Sample } from '../statistics/sample.ts'
import { welch } from '../statistics/welch.ts'
import { gradientEnds, normText, type GradientEnds } from './gradient.ts'
import type { MeasureRule, Side } from './verdict-rule.ts'

export const byGradient: MeasureRule = {
  count: (side) => endsOf(side).length,
  says: (first, second) =>
    `${first.name} begins with a gradient of norm ${textOf(first, 'first')} at its first layer and ${textOf(first, 'last')} at its last, ` +
    `${second.name} of ${textOf(second, 'first')} and ${textOf(second, 'last')}`,
  claims: (first, second) =>
    `${first.name} begins with a gradient of norm ${textOf(first, 'first')} at its first layer, ${second.name} of ${textOf(second, 'first')}`,
  tested(first, second) {
    const [one, other] = [sampleFor(first, 'first'), sampleFor(second, 'first')]
    const test = one === null || other === null ? null : welch(one, other)
    return { p: test?.p ?? null, test, name: 'Welch’s test of the powers of ten at the first layer' }
  },
  direction: (first, second) =>
    (sampleFor(first, 'first')?.mean ?? 0) <= (sampleFor(second, 'first')?.mean ?? 0) ? 'lower' : 'higher',
  named: () => [],
}

/** One a run that has it. */
function endsOf({ measured }: Side): GradientEnds[] {
  return measured.gradients.flatMap(({ first }) => gradientEnds(first) ?? [])
}

function sampleFor(side: Side, end: keyof GradientEnds): Sample | null {
  return sampleOf(endsOf(side).map((ends) => ends[end]))
}

function textOf(side: Side, end: keyof GradientEnds): string {
  return normText(sampleFor(side, end)?.mean ?? 0)
}
