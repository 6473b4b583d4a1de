/** What is drawn of groups of seeds: whose curves, under which names, and what is said at a step. */
import { expect, test } from 'vitest'
import { groupRuns } from '../../../core/compare/groups.ts'
import type { GroupedCurve } from '../../../core/store/curves/grouped-curves.ts'
import { runsDrawn, seedPanel, seedValue } from '../../../renderer/views/runs/seeds/seed-panel.ts'
import type { ComparedGroup } from '../../../renderer/views/runs/use-groups.ts'
import { seeded, seeds } from './seeds.ts'

function grouped(): ComparedGroup {
  const [group] = groupRuns([
    ...seeds('resnet', [0.09, 0.08]),
    seeded('resnet', 3, {}, { kind: 'diverged', step: 4, reason: '', remedy: '' }),
    seeded('resnet', 4, {}, { kind: 'running', step: 3 }),
  ])
  if (!group) throw new Error('no group')
  return { group, name: 'resnet', stroke: { colour: '--run-1', dash: null, marker: null } }
}

const curve: GroupedCurve = {
  group: 'resnet-1',
  series: 'testError',
  steps: Float64Array.of(1, 2, 2, 3),
  x: Float64Array.of(1, 2, 2, 3),
  mean: Float64Array.of(0.5, 0.4, NaN, 0.3),
  low: Float64Array.of(0.4, 0.3, NaN, NaN),
  high: Float64Array.of(0.6, 0.5, NaN, NaN),
  n: Float64Array.of(2, 2, 1, 1),
  width: 1,
  points: 5,
}

test('a curve is of the runs that count and those that still train, not of one that diverged', () => {
  expect(runsDrawn(grouped())).toEqual(['resnet-1', 'resnet-2', 'resnet-4'])
})

test('a line has its n beside its name, in %, and its band', () => {
  const [line] = seedPanel([grouped()], [curve], 'error', { logarithmic: false, perOf: () => 1, how: 'each step' }).lines
  expect(line).toMatchObject({ endLabel: 'resnet, n = 1', weight: 'bold' })
  expect(Array.from(line?.y ?? [])).toEqual([50, 40, NaN, 30])
  expect(line?.band?.high[0]).toBe(60)
})

test('the values at a step have n and band; there are none beyond the end', () => {
  expect(seedValue([curve], 'resnet-1', 'testError', 1)).toEqual({ n: 2, mean: 0.5, low: 0.4, high: 0.6 })
  expect(seedValue([curve], 'resnet-1', 'testError', null)).toEqual({ n: 1, mean: 0.3, low: null, high: null })
  expect(seedValue([curve], 'resnet-1', 'testError', 2)).toMatchObject({ n: 2, mean: 0.4 })
  for (const step of [0, 4]) expect(seedValue([curve], 'resnet-1', 'testError', step)).toBeNull()
})
