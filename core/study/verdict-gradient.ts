/** In which of two the gradient is larger at the first layers, at the weights that training begins with: by Welch's test of its powers of ten. */
import { sampleOf, type Sample } from '../statistics/sample.ts'
import { welch } from '../statistics/welch.ts'
import { gradientEnds, normText, type GradientEnds } from './gradient.ts'
import type { MeasureRule, Side } from './verdict-rule.ts'

export const byGradient: MeasureRule = {
  count: (side) => endsOf(side).length,
  lacks: (name) =>
    `Of ${name} no gradient was measured that is finite: its recipe measures none inside, or it was not finite from the first step on.`,
  alike: () => null,
  says: (first, second) =>
    `${first.name} begins with a gradient of norm ${textOf(first, 'first')} at its first layer and ${textOf(first, 'last')} at its last, ` +
    `${second.name} with ${textOf(second, 'first')} and ${textOf(second, 'last')}`,
  claims(first, second) {
    const [one, other] = [textOf(first, 'first'), textOf(second, 'first')]
    if (one === '0' || other === '0')
      return `${first.name} begins ${gradientText(one)} at its first layer, ${second.name} ${gradientText(other)}`
    return `${first.name} begins with a gradient ${timesText(powerOf(first), powerOf(second))} that of ${second.name} at the first layer`
  },
  tested(first, second) {
    const [one, other] = [sampleFor(first, 'first'), sampleFor(second, 'first')]
    const test = one === null || other === null ? null : welch(one, other)
    return { p: test?.p ?? null, test, least: null, name: 'Welch’s test of the powers of ten at the first layer' }
  },
  direction: (first, second) => (powerOf(first) <= powerOf(second) ? 'lower' : 'higher'),
  terms: () => [],
  named: () => [],
}

/** One a run that has it. */
function endsOf({ measured }: Side): GradientEnds[] {
  return measured.gradients.flatMap(({ first }) => gradientEnds(first) ?? [])
}

function sampleFor(side: Side, end: keyof GradientEnds): Sample | null {
  return sampleOf(endsOf(side).map((ends) => ends[end]))
}

function powerOf(side: Side): number {
  return sampleFor(side, 'first')?.mean ?? 0
}

function textOf(side: Side, end: keyof GradientEnds): string {
  return normText(sampleFor(side, end)?.mean ?? 0)
}

const gradientText = (norm: string): string => (norm === '0' ? 'without a gradient' : `with one of norm ${norm}`)

/** `1.0 × 10⁹ times smaller than`, `2.5 times as large as`, `as large as`: of powers of ten. */
function timesText(one: number, other: number): string {
  const times = normText(Math.abs(one - other))
  if (times === '1') return 'as large as'
  return one < other ? `${times} times smaller than` : `${times} times as large as`
}
