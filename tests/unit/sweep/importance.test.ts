/** Importance against functions whose analysis of variance is known. */
import { expect, test } from 'vitest'
import type { Axis } from '../../../core/sweep/axis.ts'
import { growForest } from '../../../core/sweep/forest.ts'
import type { Space } from '../../../core/sweep/grid.ts'
import { importanceOf } from '../../../core/sweep/importance.ts'
import { randomPoint } from '../../../core/sweep/draw.ts'
import { newNote, trialOf, type Trial } from '../../../core/sweep/trial.ts'
import type { Values } from '../../../core/plan/part-of.ts'

const unit: Axis = { kind: 'number', from: 0, to: 1, log: false, points: 3, whole: false }

function trialsOf(space: Space, count: number, error: (values: Values) => number): Trial[] {
  return Array.from({ length: count }, (_, index) => {
    const values = randomPoint(space, 2, index + 1)
    const run = {
      id: String(index),
      seed: 1,
      status: 'finished' as const,
      share: 1,
      course: [],
      error: error(values),
      trainedMs: 1,
      startedAt: 0,
      endedAt: 1,
    }
    return trialOf(newNote(index + 1, values), [run], [1])
  })
}
const shares = (space: Space, trials: readonly Trial[]): Record<string, number> =>
  Object.fromEntries((importanceOf(space, trials)?.fields ?? []).map(({ field, share }) => [field, share]))

test('of 3x + y the variance is nine tenths x, one tenth y, and nothing together', () => {
  const space: Space = new Map([
    ['x', unit],
    ['y', unit],
    ['z', unit],
  ])
  const found = importanceOf(
    space,
    trialsOf(space, 200, ({ x, y }) => 3 * Number(x) + Number(y)),
  )
  const {
    x = 0,
    y = 0,
    z = 1,
  } = shares(
    space,
    trialsOf(space, 200, ({ x: a, y: b }) => 3 * Number(a) + Number(b)),
  )
  expect(Math.abs(x - 0.9)).toBeLessThan(0.04)
  expect(Math.abs(y - 0.1)).toBeLessThan(0.04)
  expect(z).toBeLessThan(0.01)
  expect(found?.together).toBeLessThan(0.05)
  expect(found?.fields.map(({ field }) => field)).toEqual(['x', 'y', 'z'])
})

test('what two fields only make together is of neither', () => {
  const space: Space = new Map([
    ['x', unit],
    ['y', unit],
  ])
  const found = importanceOf(
    space,
    trialsOf(space, 200, ({ x, y }) => (Number(x) > 0.5 === Number(y) > 0.5 ? 1 : 0)),
  )
  expect(found?.together).toBeGreaterThan(0.8)
})

test('a choice counts like a number', () => {
  const space: Space = new Map<string, Axis>([
    ['optimizer', { kind: 'choice', values: ['sgd', 'adamw', 'lars'] }],
    ['x', unit],
  ])
  const { optimizer = 0 } = shares(
    space,
    trialsOf(space, 60, ({ optimizer: kind }) => (kind === 'adamw' ? 0.1 : 0.3)),
  )
  expect(optimizer).toBeGreaterThan(0.95)
})

test('nothing is said of few trials, or of equal ones', () => {
  const space: Space = new Map([['x', unit]])
  expect(
    importanceOf(
      space,
      trialsOf(space, 7, ({ x }) => Number(x)),
    ),
  ).toBeNull()
  expect(
    importanceOf(
      space,
      trialsOf(space, 20, () => 0.5),
    ),
  ).toBeNull()
})

test('the leaves of each tree fill the cube, without a gap and without meeting', () => {
  const space: Space = new Map([
    ['x', unit],
    ['y', unit],
  ])
  const examples = trialsOf(space, 50, ({ x, y }) => Number(x) * Number(y)).map(({ note, sample }) => ({
    at: [Number(note.values['x']), Number(note.values['y'])],
    value: sample?.mean ?? 0,
  }))
  for (const leaves of growForest(examples, 8, 1)) {
    const volume = leaves.reduce(
      (sum, { low, high }) => sum + low.reduce((side, from, axis) => side * ((high[axis] ?? 0) - from), 1),
      0,
    )
    expect(volume).toBeCloseTo(1, 12)
  }
})
