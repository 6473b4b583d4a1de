/** What a study says of measures other than errors, on runs of every kind made up for it. */
import { describe, expect, test } from 'vitest'
import type { Measured } from '../../../core/study/measured.ts'
import type { Measure } from '../../../core/study/measures.ts'
import type { Outcome } from '../../../core/study/outcome.ts'
import type { Pair } from '../../../core/study/study.ts'
import type { PairVerdict } from '../../../core/study/verdict.ts'
import { studyVerdicts } from '../../../core/study/verdicts.ts'

const outcome = (name: string, rest: Partial<Outcome> = {}): Outcome => ({
  name,
  training: [],
  test: [0.1],
  leftOut: [],
  open: 0,
  steps: 400,
  ...rest,
})

const nothing = (name: string): Measured => ({ name, reached: [], trained: [], gradients: [] })
const reaches = (name: string, steps: readonly (number | null)[], of = 400): Measured => ({
  ...nothing(name),
  reached: steps.map((step, at) => ({ seed: at + 1, step, of, diverged: false })),
})
const trains = (name: string, ...all: boolean[]): Measured => ({
  ...nothing(name),
  trained: all.map((one, at) => ({ seed: at + 1, trains: one, why: one ? 'training error 40.0 %' : 'diverged at step 3' })),
})
const begins = (name: string, ...powers: number[]): Measured => ({
  ...nothing(name),
  gradients: powers.map((power, at) => {
    const profile = { step: 1, depths: [1, 2], norms: [10 ** power, 1] }
    return { seed: at + 1, first: profile, last: profile }
  }),
})

function verdict(
  by: Measure,
  first: Measured,
  second: Measured,
  expects: Pair['expects'] = null,
  outcomes: readonly Outcome[] = [outcome(first.name), outcome(second.name)],
): PairVerdict {
  const pairs = [{ first: first.name, second: second.name, by, expects }]
  const [found] = studyVerdicts({ pairs, reach: 0.2 }, outcomes, [first, second])
  if (found === undefined) throw new Error('no verdict')
  return found
}

describe('steps to an error', () => {
  const fast = reaches('ResNet', [100, 110, 105])
  const slow = reaches('plain', [200, 210, 190])

  test('that differ clearly are told with how many fewer, and whether that was expected', () => {
    const found = verdict('steps', fast, slow, 'lower')
    expect(found).toMatchObject({
      finding: 'shown',
      sentence: 'ResNet comes to 20 % test error after 105 ± 5 steps, plain after 200 ± 10 steps, as expected.',
      headline: 'ResNet comes to 20 % test error in 48 % fewer steps than plain, as expected.',
    })
    expect(found.basis[1]).toMatch(/^Welch’s test of the steps, p (< 0\.001|= 0\.\d{3})\.$/)
    expect(verdict('steps', fast, slow, 'higher').finding).toBe('opposite')
    expect(verdict('steps', slow, fast, null)).toMatchObject({ finding: 'different' })
    expect(verdict('steps', slow, fast).headline).toContain('90 % more steps than ResNet')
  })

  test('that do not differ by more than seeds do show nothing', () => {
    const found = verdict('steps', reaches('A', [100, 150, 200]), reaches('B', [110, 160, 190]))
    expect(found.finding).toBe('not-shown')
    expect(found.headline).toBe('No difference is shown between A and B.')
  })

  test('of one seed are called so; of equal steps with every seed there is nothing to test against', () => {
    const one = verdict('steps', reaches('A', [100]), reaches('B', [200]))
    expect(one).toMatchObject({ finding: 'one-seed', p: null })
    expect(one.sentence).toContain('One seed each: how far seeds alone set them apart is not known.')
    expect(verdict('steps', reaches('A', [100, 100]), reaches('B', [200, 200])).finding).toBe('untested')
  })

  test('that a run never comes to are none: it is named, and shares of seeds are compared', () => {
    const never = verdict('steps', fast, reaches('plain', [null, null, null]), 'lower')
    expect(never).toMatchObject({ finding: 'shown', test: null })
    expect(never.p).toBeCloseTo(0.03125, 6)
    expect(never.sentence).toContain('plain does not come to it with any of 3 seeds, as expected.')
    expect(never.headline).toBe(
      'ResNet comes to 20 % test error with all of 3 seeds, plain does not come to it with any of 3 seeds, as expected.',
    )
    expect(never.basis).toContain('plain never comes to 20 % test error with seeds 1, 2, 3 in 400 steps.')
    const some = verdict('steps', fast, reaches('plain', [200, null, 210]), 'lower')
    expect(some.finding).toBe('not-shown')
    expect(some.sentence).toContain('plain comes to it with 2 of 3 seeds')
    expect(some.basis).toContain('plain never comes to 20 % test error with seed 2 in 400 steps.')
  })

  test('of a run that diverged before are none, of one that crashed nothing is known: both are named', () => {
    const outcomes = [
      outcome('A'),
      outcome('B', {
        leftOut: [
          { seed: 2, why: 'diverged at step 40' },
          { seed: 3, why: 'crashed at step 9' },
        ],
      }),
    ]
    const diverged = { seed: 2, step: null, of: 40, diverged: true }
    const b = { ...reaches('B', [200]), reached: [...reaches('B', [200]).reached, diverged] }
    const found = verdict('steps', reaches('A', [100, 110]), b, null, outcomes)
    expect(found.sentence).toContain('B comes to it with 1 of 2 seeds')
    expect(found.basis).toContain('B had not come to 20 % test error when seed 2 diverged at step 40.')
    expect(found.basis).toContain('Not counted of B: seed 3 crashed at step 9.')
  })

  test('count only where all were trained as long: what comes there later is no proof against those that ended before', () => {
    const outcomes = [outcome('A', { test: [0.3, 0.3, 0.3], steps: 200 }), outcome('B')]
    const found = verdict('steps', reaches('A', [null, null, null], 200), reaches('B', [300, 310, 320]), 'higher', outcomes)
    expect(found.sentence).toBe('Neither A nor B comes to 20 % test error in the first 200 steps: no difference is shown.')
    expect(found.basis).toContain('Only steps that all were trained for count.')
  })

  test('after different numbers of steps say so, and what is still to end', () => {
    const outcomes = [outcome('A', { steps: 100, open: 2 }), outcome('B')]
    const { basis } = verdict('steps', reaches('A', [100, 110]), reaches('B', [200, 210]), null, outcomes)
    expect(basis).toContain('A was trained for 100 steps, B for 400.')
    expect(basis).toContain('2 runs are still to end: this may change.')
  })

  test('of nothing that ended are waited for; where none counts, why', () => {
    const open = [outcome('A', { test: [], steps: null, open: 3 }), outcome('B')]
    expect(verdict('steps', nothing('A'), slow, null, open)).toMatchObject({
      finding: 'waiting',
      sentence: 'A has no run yet that has ended.',
    })
    const crashed = [outcome('A', { test: [], steps: null, leftOut: [{ seed: 1, why: 'crashed at step 9' }] }), outcome('B')]
    expect(verdict('steps', nothing('A'), slow, null, crashed)).toMatchObject({
      finding: 'not-counted',
      sentence: 'No run of A counts: seed 1 crashed at step 9.',
    })
  })
})

describe('whether it trains', () => {
  test('with all seeds against none is shown from three seeds on, and each that does not is named', () => {
    const found = verdict('trains', trains('no BN', false, false, false), trains('BN', true, true, true), 'lower')
    expect(found).toMatchObject({
      finding: 'shown',
      sentence: 'no BN does not train with any of 3 seeds, BN trains with all of 3 seeds, as expected.',
    })
    expect(found.basis).toContain(
      'no BN does not train with seed 1: diverged at step 3; seed 2: diverged at step 3; seed 3: diverged at step 3.',
    )
    const few = verdict('trains', trains('no BN', false, false), trains('BN', true, true), 'lower')
    expect(few.finding).toBe('not-shown')
    expect(few.sentence).toMatch(/So few seeds cannot show a difference, however they end\.$/)
    expect(verdict('trains', trains('BN', true, true, true), trains('no BN', false, false, false), 'lower').finding).toBe(
      'opposite',
    )
  })

  test('that neither does is no difference, and is said all the same', () => {
    const found = verdict('trains', trains('A', false, false, false), trains('B', false, false, false))
    expect(found.finding).toBe('not-shown')
    expect(found.sentence).toBe('Neither A nor B trains: no difference is shown.')
    expect(found.basis.filter((line) => line.includes('does not train with seed 1: '))).toHaveLength(2)
    expect(verdict('trains', trains('A', true, true), trains('B', true, true)).headline).toBe('Both A and B train.')
  })

  test('of one seed is called one seed', () => {
    const found = verdict('trains', trains('A', false), trains('B', true), 'lower')
    expect(found).toMatchObject({ finding: 'one-seed', headline: 'With one seed, A does not train, B trains.' })
  })
})

describe('the gradient', () => {
  test('that is larger in one is told as norms, and whether that was expected', () => {
    const [small, usual] = [begins('small weights', -9, -9.1, -8.9), begins('He', 0.1, 0, -0.1)]
    const found = verdict('gradient', small, usual, 'lower')
    expect(found).toMatchObject({
      finding: 'shown',
      headline: 'small weights begins with a gradient 1.0 × 10⁹ times smaller than that of He at the first layer, as expected.',
    })
    expect(found.sentence).toContain('1.0 × 10⁻⁹ at its first layer and 1 at its last, He with 1 and 1')
    expect(verdict('gradient', small, usual, 'higher').finding).toBe('opposite')
    expect(verdict('gradient', begins('A', 1, 1.3, 0.7), begins('B', 1.1, 0.8, 1.2)).finding).toBe('not-shown')
    expect(verdict('gradient', begins('A', 1), begins('B', 2)).finding).toBe('one-seed')
    const open = [outcome('A', { test: [], open: 1 }), outcome('B')]
    expect(verdict('gradient', nothing('A'), begins('B', 2), null, open).finding).toBe('waiting')
    expect(verdict('gradient', nothing('A'), begins('B', 2)).sentence).toMatch(/^Of A no gradient was measured that is finite: /)
    expect(verdict('gradient', begins('A', -39, -40), begins('B', 2, 2.1)).headline).toBe(
      'A begins without a gradient at its first layer, B with one of norm 110.',
    )
  })
})

test('pairs keep their order whatever they are compared by, and are corrected with those of their own measure', () => {
  const by = ['trains', 'steps', 'trains'] as const
  const pairs = by.map((one): Pair => ({ first: 'A', second: 'B', by: one, expects: null }))
  const [a, b] = [
    { ...trains('A', true, true, true), reached: reaches('A', [1, 2, 3]).reached },
    { ...trains('B', false, false, false), reached: reaches('B', [11, 12, 13]).reached },
  ]
  const found = studyVerdicts({ pairs, reach: 0.2 }, [outcome('A'), outcome('B')], [a, b])
  expect(found.map(({ pair }) => pair.by)).toEqual([...by])
  // Two pairs of shares, each 0.03125 by itself.
  expect(found[0]?.p).toBeCloseTo(0.0625, 6)
  expect(found[0]?.basis[1]).toContain('p corrected by Holm over 2 pairs')
  expect(found[1]?.basis[1]).not.toContain('Holm')
})
