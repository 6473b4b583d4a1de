/** The tree-structured Parzen estimator on functions whose minimum is known. */
import { expect, test } from 'vitest'
import type { Values } from '../../../core/plan/part-of.ts'
import type { Axis } from '../../../core/sweep/axis.ts'
import { randomPoint } from '../../../core/sweep/draw.ts'
import type { Space } from '../../../core/sweep/grid.ts'
import { estimatorOf } from '../../../core/sweep/parzen.ts'
import { randomFrom } from '../../../core/sweep/random.ts'
import { tpePoint, type Observed } from '../../../core/sweep/tpe.ts'

const number = (from: number, to: number, log = false, whole = false): Axis => ({
  kind: 'number',
  from,
  to,
  log,
  points: 3,
  whole,
})
const space: Space = new Map([
  ['lr', number(1e-4, 10, true)],
  ['momentum', number(0, 1)],
  ['blocks', number(1, 12, false, true)],
  ['optimizer', { kind: 'choice', values: ['sgd', 'adamw', 'lars'] }],
])

/** Least at lr 0.05, momentum 0.8, 7 blocks, adamw, where it is 0. */
function loss(values: Values): number {
  const { lr, momentum, blocks, optimizer } = values
  return (
    Math.log10(Number(lr) / 0.05) ** 2 +
    4 * (Number(momentum) - 0.8) ** 2 +
    ((Number(blocks) - 7) / 6) ** 2 +
    (optimizer === 'adamw' ? 0 : 0.6)
  )
}

function search(draw: (number: number, seen: readonly Observed[]) => Values, trials: number): Observed[] {
  const seen: Observed[] = []
  for (let trial = 1; trial <= trials; trial += 1) {
    const values = draw(trial, seen)
    seen.push({ number: trial, values, loss: loss(values), share: 1 })
  }
  return seen
}
const best = (seen: readonly Observed[]): number => Math.min(...seen.map((one) => one.loss ?? Infinity))
const seeds = Array.from({ length: 12 }, (_, index) => index + 1)

test('of 60 trials it finds better ones than a random draw, on the average and for most seeds', () => {
  const pairs = seeds.map((seed) => ({
    tpe: best(search((trial, seen) => tpePoint(space, seed, trial, seen), 60)),
    random: best(search((trial) => randomPoint(space, seed, trial), 60)),
  }))
  const mean = (key: 'tpe' | 'random') => pairs.reduce((sum, pair) => sum + pair[key], 0) / pairs.length
  expect(mean('tpe')).toBeLessThan(0.6 * mean('random'))
  expect(pairs.filter(({ tpe, random }) => tpe < random).length).toBeGreaterThanOrEqual(8)
}, 60_000)

test('what it draws later is better than what it drew at first', () => {
  const seen = search((trial, before) => tpePoint(space, 3, trial, before), 60)
  const mean = (some: readonly Observed[]) => some.reduce((sum, one) => sum + (one.loss ?? 0), 0) / some.length
  expect(mean(seen.slice(40))).toBeLessThan(0.5 * mean(seen.slice(0, 10)))
})

test('the same trials give the same next one, in whatever lab; another seed another', () => {
  const seen = search((trial) => randomPoint(space, 1, trial), 20)
  expect(tpePoint(space, 5, 21, seen)).toEqual(tpePoint(space, 5, 21, structuredClone(seen)))
  expect(tpePoint(space, 6, 21, seen)).not.toEqual(tpePoint(space, 5, 21, seen))
})

test('trials under way or failed are not tried again: their place counts as bad', () => {
  const line: Space = new Map([['x', number(0, 1)]])
  const judged = Array.from({ length: 20 }, (_, index): Observed => ({
    number: index + 1,
    values: { x: index / 20 },
    loss: Math.abs(index / 20 - 0.5),
    share: 1,
  }))
  const near = (extra: readonly Observed[]): number =>
    seeds.filter((seed) => Math.abs(Number(tpePoint(line, seed, 99, [...judged, ...extra])['x']) - 0.5) < 0.03).length
  const crowded = Array.from({ length: 30 }, (_, index): Observed => ({
    number: 30 + index,
    values: { x: 0.5 },
    loss: null,
    share: 0,
  }))
  expect(near(crowded)).toBeLessThan(near([]))
})

test('an estimator is a density: over its range it sums to one', () => {
  const continuous = estimatorOf(number(0.001, 10, true), [0.01, 0.02, 0.5, 9.9])
  const cells = 4000
  const [low, high] = [Math.log(0.001), Math.log(10)]
  let sum = 0
  for (let cell = 0; cell < cells; cell += 1) {
    const at = low + ((cell + 0.5) / cells) * (high - low)
    sum += (Math.exp(continuous.logLikelihood(Math.exp(at))) * (high - low)) / cells
  }
  expect(sum).toBeCloseTo(1, 3)
  const whole = estimatorOf(number(1, 9, false, true), [2, 2, 8])
  const chances = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((value) => Math.exp(whole.logLikelihood(value)))
  expect(chances.reduce((all, one) => all + one, 0)).toBeCloseTo(1, 5)
  const choices = estimatorOf({ kind: 'choice', values: ['a', 'b', 'c'] }, ['a', 'a', 'b'])
  const shares = ['a', 'b', 'c'].map((value) => Math.exp(choices.logLikelihood(value)))
  expect(shares.map((one) => Number(one.toFixed(6)))).toEqual([0.583333, 0.333333, 0.083333])
})

test('what an estimator draws is spread as it says', () => {
  const estimator = estimatorOf(number(1, 9, false, true), [2, 2, 2, 8])
  const random = randomFrom(4)
  const drawn = Array.from({ length: 20_000 }, () => estimator.draw(random))
  for (const value of [1, 2, 5, 8, 9]) {
    const seen = drawn.filter((one) => one === value).length / drawn.length
    // Values at the ends are drawn from what lies within half a step, as the others.
    expect(Math.abs(seen - Math.exp(estimator.logLikelihood(value)))).toBeLessThan(0.02)
  }
})
