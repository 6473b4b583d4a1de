/** Runs that differ in the seed alone, their figures, and the figures of others that do not depend on them. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { compareFigure } from '../../../core/compare/comparison.ts'
import { differenceText, figureNamed, figures, figureText } from '../../../core/compare/figures.ts'
import { eachAlone, groupRuns } from '../../../core/compare/groups.ts'
import { groupNames } from '../../../core/compare/group-names.ts'
import { meanText } from '../../../core/compare/words.ts'
import { leftOutText } from '../../../core/statistics/left-out.ts'
import { pText } from '../../../core/statistics/words.ts'
import type { Sample } from '../../../core/statistics/sample.ts'
import { preset, recipePreset, runSummary } from '../renderer-runs/samples.ts'
import { seeded, seeds } from './seeds.ts'

const plain = { architecture: preset('plain-20') }
const error = figureNamed('test-error')
const { recipe } = recipePreset('he-2016-cifar')

describe('groups', () => {
  it('are of runs that differ in the seed alone, in the order of their first', () => {
    const runs = [...seeds('resnet', [0.09, 0.088]), ...seeds('plain', [0.1], plain), ...seeds('resnet', [0, 0, 0.087]).slice(2)]
    const groups = groupRuns(runs)
    expect(groups.map(({ runs: all }) => all.map(({ record }) => record.id))).toEqual([
      ['resnet-1', 'resnet-2', 'resnet-3'],
      ['plain-1'],
    ])
    expect(groupNames(groups)).toEqual(['resnet', 'plain, seed 1'])
  })

  it('count runs that finished, and say of each other why not', () => {
    const [group] = groupRuns([
      ...seeds('resnet', [0.09, 0.08]),
      seeded('resnet', 3, {}, { kind: 'diverged', step: 412, reason: '', remedy: '' }, { testError: 0.9 }),
      seeded('resnet', 4, {}, { kind: 'crashed', step: 90, reason: '', remedy: '', log: [] }, { testError: 0.7 }),
      seeded('resnet', 5, {}, { kind: 'running', step: 30 }, { testError: 0.6 }),
      seeded('resnet', 6, {}, { kind: 'queued', position: 1 }, { testError: null }),
    ])
    if (!group) throw new Error('no group')
    expect(group.counted.map(({ record }) => record.recipe?.seed)).toEqual([1, 2])
    expect(leftOutText(group.leftOut)).toBe(
      'seed 3 diverged at step 412; seed 4 crashed at step 90; seed 5 is at step 30 of 64,000; seed 6 waits for its turn',
    )
    expect(compareFigure([group], error, null)[0]?.sample).toMatchObject({ n: 2, least: 0.08, most: 0.09 })
  })

  it('take a seed that was trained twice once: its newest run', () => {
    const again = { ...seeded('resnet', 1, { createdAt: 99 }, undefined, { testError: 0.05 }) }
    const [group] = groupRuns([again, ...seeds('resnet', [0.09, 0.08])])
    expect(group?.counted.map(({ testError }) => testError)).toEqual([0.05, 0.08])
    expect(group && leftOutText(group.leftOut)).toBe('seed 1 was trained again with seed 1')
  })

  it('count a run alone as it stands, unless it diverged', () => {
    const stopped = runSummary({}, { kind: 'stopped', step: 10 }, { testError: 0.5 })
    const diverged = runSummary({}, { kind: 'diverged', step: 10, reason: '', remedy: '' }, { testError: 0.5 })
    expect(eachAlone([stopped, diverged]).map(({ counted }) => counted.length)).toEqual([1, 0])
  })

  it('of one name are told apart by the first setting that differs', () => {
    const other = { recipe: { ...recipe, batchSize: 64 } }
    expect(groupNames(groupRuns([...seeds('resnet', [0.1, 0.2]), ...seeds('resnet', [0.1, 0.2], other)]))).toEqual([
      'resnet, batch 128',
      'resnet, batch 64',
    ])
  })
})

describe('a compared figure', () => {
  const residual = seeds('resnet', [0.0718, 0.0702, 0.0734, 0.0713, 0.0732])
  const plains = seeds('plain', [0.0875, 0.0858, 0.0891, 0.088, 0.0866], plain)

  it('has mean ± std, the difference to the baseline and Welch’s test of it', () => {
    const groups = groupRuns([...plains, ...residual])
    const [baseline, compared] = compareFigure(groups, error, groups[0] ?? null)
    expect(baseline).toMatchObject({ difference: null, test: null })
    expect(baseline?.sample && meanText(error, baseline.sample)).toBe('8.74 ± 0.13 %')
    expect(compared?.difference && differenceText('error', compared.difference)).toBe('−1.54')
    expect(compared?.test && pText(compared.test)).toBe('p < 0.001')
  })

  it('is tested with two seeds of each at least, and only where it is measured', () => {
    const groups = groupRuns([...plains, ...residual.slice(0, 1)])
    expect(compareFigure(groups, error, groups[0] ?? null)[1]).toMatchObject({ sample: { n: 1, std: null }, test: null })
    const all = groupRuns([...plains, ...residual])
    expect(compareFigure(all, figureNamed('parameters'), all[0] ?? null)[1]).toMatchObject({ difference: 0, test: null })
  })

  it('of a group does not change when runs of other groups are hidden', () => {
    const whole = compareFigure(groupRuns([...plains, ...residual]), error, null)[0]
    fc.assert(
      fc.property(fc.subarray(residual), fc.boolean(), (shown, first) => {
        const found = compareFigure(groupRuns(first ? [...shown, ...plains] : [...plains, ...shown]), error, null)
        expect(found.find(({ group }) => group.key === whole?.group.key)?.sample).toEqual(whole?.sample)
      }),
    )
  })
})

describe('figures', () => {
  it('have each a name and an id of their own, and a word for every value', () => {
    expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length)
    expect(new Set(figures.map(({ name }) => name)).size).toBe(figures.length)
    for (const { kind, of } of figures) expect(figureText(kind, of(runSummary()) ?? 0)).not.toBe('')
    expect(figureText('error', 0.0875)).toBe('8.75 %')
    expect(differenceText('count', -583_296)).toBe('−583,296')
    expect(differenceText('error', 0.00001)).toBe('same')
  })
})

test('a mean and its spread are in one unit; what no seed changes has none', () => {
  const sample = (mean: number, std: number): Sample => ({
    n: 3,
    mean,
    std,
    least: mean,
    most: mean,
    standardError: 0,
    halfInterval: 0,
  })
  expect(meanText(figureNamed('step-time'), sample(24.1, 0.04))).toBe('24.1 ± 0.0 ms')
  expect(meanText(figureNamed('training-time'), sample(76_920_000, 90_000))).toBe('21 h 22 min ± 1 min 30 s')
  expect(meanText(figureNamed('test-loss'), sample(0.3, 0.01))).toBe('0.300 ± 0.010')
  expect(meanText(figureNamed('parameters'), sample(269_722, 0))).toBe('269,722')
})
