/** The sentence that two runs, or two groups of seeds, come to. */
import { describe, expect, it } from 'vitest'
import { eachAlone, groupRuns } from '../../../core/compare/groups.ts'
import { verdictOf, type NamedGroup } from '../../../core/compare/verdict.ts'
import { preset, runSummary } from '../renderer-runs/samples.ts'
import { seeded, seeds } from './seeds.ts'

type Summary = Parameters<typeof runSummary>
function compared(name: string, ...[changes, ...rest]: Summary): NamedGroup {
  const [group] = eachAlone([runSummary({ name, ...changes }, ...rest)])
  if (!group) throw new Error('no group')
  return { name, group }
}

describe('the verdict', () => {
  const residual = compared('resnet', {}, undefined, { testError: 0.014 })
  const plain = compared('plain', {}, undefined, { testError: 0.019 })

  it('names the better first, whichever was ticked first, and says that it rests on one seed', () => {
    for (const pair of [
      [residual, plain],
      [plain, residual],
    ]) {
      const verdict = verdictOf(pair)
      expect(verdict?.sentence).toBe('resnet ends at 1.40 % test error, plain at 1.90 %: 0.50 points apart.')
      expect(verdict?.basis).toContain('One seed each')
    }
  })

  it('does not make a difference of what is written the same', () => {
    const same = compared('other', {}, undefined, { testError: 0.014004 })
    expect(verdictOf([residual, same])).toMatchObject({
      sentence: 'resnet and other both end at 1.40 % test error.',
      basis: 'One seed each: with another seed they may differ.',
    })
  })

  it('waits until both have ended, and says how far each is', () => {
    const running = compared('resnet', {}, { kind: 'running', step: 40 })
    const waits = compared('plain', {}, { kind: 'queued', position: 1 }, { testError: null })
    const verdict = verdictOf([running, waits])
    expect(verdict).toMatchObject({ known: false, basis: '' })
    expect(verdict?.sentence).toContain('resnet is at step 40 of 64,000; plain waits for its turn.')
  })

  it('says of one that diverged where it did, not its last error', () => {
    const lost = compared('plain', {}, { kind: 'diverged', step: 412, reason: '', remedy: '' }, { testError: 0.001 })
    expect(verdictOf([lost, residual])?.sentence).toBe('plain diverged at step 412; resnet ends at 1.40 % test error.')
  })

  it('says so where they trained for different lengths', () => {
    const early = compared('plain', {}, { kind: 'stopped', step: 100 }, { testError: 0.019 })
    expect(verdictOf([early, residual])?.basis).toContain('After 64,000 and 100 steps.')
  })

  it('is silent where there is nothing to say: one run, three, other data, nothing measured', () => {
    expect(verdictOf([residual])).toBeNull()
    expect(verdictOf([residual, plain, plain])).toBeNull()
    expect(verdictOf([residual, compared('digits', { dataset: 'mnist' })])).toBeNull()
    const unknown = compared('plain', {}, { kind: 'stopped', step: 1 }, { testError: null })
    expect(verdictOf([unknown, unknown])).toBeNull()
  })

  it('of seeds tells mean, spread, n and Welch’s test, and whether it is more than seeds explain', () => {
    const sides = (other: readonly number[]): NamedGroup[] =>
      [
        seeds('plain', other, { architecture: preset('plain-20') }),
        seeds('resnet', [0.0718, 0.0702, 0.0734, 0.0713, 0.0732]),
      ].map((runs, index) => {
        const [group] = groupRuns(runs)
        if (!group) throw new Error('no group')
        return { name: ['plain', 'resnet'][index] ?? '', group }
      })
    expect(verdictOf(sides([0.0875, 0.0858, 0.0891, 0.088, 0.0866]))).toEqual({
      sentence: 'resnet ends at 7.20 ± 0.13 % (n = 5) test error, plain at 8.74 ± 0.13 % (n = 5): 1.54 points apart.',
      basis: 'Mean ± std. Welch’s test: t = 18.7, df = 8.0, p < 0.001: more than seeds explain.',
      known: true,
    })
    expect(verdictOf(sides([0.0728, 0.0698, 0.0752]))?.basis).toContain('not more than seeds may explain')
    expect(verdictOf(sides([0.0875]))?.basis).toBe(
      'Mean ± std. One seed of plain: nothing is tested until there are two at least.',
    )
  })

  it('names who of the seeds does not count', () => {
    const runs = [
      ...seeds('resnet', [0.07, 0.071]),
      seeded('resnet', 3, {}, { kind: 'diverged', step: 412, reason: '', remedy: '' }, { testError: 0.9 }),
    ]
    const [group] = groupRuns(runs)
    if (!group) throw new Error('no group')
    expect(verdictOf([plain, { name: 'resnet', group }])?.basis).toContain('Not counted of resnet: seed 3 diverged at step 412.')
  })
})
