/** What a verdict says of runs of every kind: the rule alone, on errors made up for it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../../core/study/outcome.ts'
import type { Pair } from '../../../core/study/study.ts'
import { verdictsOf, type PairVerdict } from '../../../core/study/verdict.ts'

const deeper: Pair = { first: 'plain-56', second: 'plain-20', by: 'error', expects: 'higher' }

function outcome(
  name: string,
  test: readonly number[],
  training: readonly number[] = test,
  rest: Partial<Outcome> = {},
): Outcome {
  return { name, test, training, leftOut: [], open: 0, steps: 400, ...rest }
}

function verdict(first: Outcome, second: Outcome, expects: Pair['expects'] = 'higher'): PairVerdict {
  const [found] = verdictsOf([{ first: first.name, second: second.name, by: 'error', expects }], [first, second])
  if (found === undefined) throw new Error('no verdict')
  return found
}

describe('a clear difference', () => {
  test('with a higher training error too is no overfitting: the deeper net fits the training images worse', () => {
    const { finding, sentence, basis } = verdict(
      outcome('plain-56', [0.13, 0.131, 0.132], [0.09, 0.091, 0.092]),
      outcome('plain-20', [0.1, 0.101, 0.102], [0.05, 0.051, 0.052]),
    )
    expect(finding).toBe('shown')
    expect(sentence).toBe(
      'plain-56 ends at 13.10 ± 0.10 % test error, plain-20 at 10.10 ± 0.10 %: plain-56 is 3.00 points higher, as expected. ' +
        'The training error of plain-20 is lower too (5.10 ± 0.10 % against 9.10 ± 0.10 %): plain-56 does not overfit, it fits the training images worse.',
    )
    expect(basis[0]).toBe('plain-56: 3 seeds, plain-20: 3 seeds.')
    expect(basis[1]).toMatch(/^Welch’s test, t = 36\.7, df = 4\.0, p < 0\.001\.$/)
  })

  test('with a lower training error is overfitting', () => {
    const { sentence } = verdict(
      outcome('ResNet-1202', [0.08, 0.081, 0.079], [0.001, 0.0011, 0.0009]),
      outcome('ResNet-110', [0.065, 0.064, 0.066], [0.01, 0.011, 0.009]),
    )
    expect(sentence).toContain('ResNet-1202 fits the training images better and generalises worse, it overfits.')
  })

  test('whose training errors are alike is one of generalising', () => {
    const { sentence } = verdict(
      outcome('A', [0.08, 0.081, 0.079], [0.01, 0.012, 0.011]),
      outcome('B', [0.06, 0.061, 0.059], [0.011, 0.01, 0.012]),
    )
    expect(sentence).toContain('they are set apart by how they generalise.')
  })

  test('in the other direction is the opposite of what was expected; where nothing was expected it is a difference', () => {
    const [high, low] = [outcome('plain-20', [0.13, 0.131, 0.132]), outcome('plain-56', [0.1, 0.101, 0.102])]
    expect(verdict(low, high)).toMatchObject({ finding: 'opposite' })
    expect(verdict(low, high).sentence).toContain('plain-56 is 3.00 points lower, the opposite of what was expected.')
    expect(verdict(low, high, 'lower').finding).toBe('shown')
    expect(verdict(low, high, null).finding).toBe('different')
  })
})

test('no difference is a verdict, and claims none', () => {
  const { finding, sentence } = verdict(outcome('A', [0.1, 0.11, 0.12]), outcome('B', [0.105, 0.11, 0.118]))
  expect(finding).toBe('not-shown')
  expect(sentence).toMatch(/^No difference is shown: /)
  expect(sentence).not.toContain('fits the training images worse')
})

test('one seed is called one seed, and nothing is shown by it', () => {
  const { finding, sentence, test: tested } = verdict(outcome('A', [0.2]), outcome('B', [0.1]))
  expect(finding).toBe('one-seed')
  expect(sentence).toContain('One seed each: how far seeds alone set them apart is not known.')
  expect(tested).toBeNull()
  expect(verdict(outcome('A', [0.2]), outcome('B', [0.1, 0.12])).sentence).toContain('One seed of A: ')
})

test('runs that diverged or crashed are counted and named, never dropped', () => {
  const leftOut = [{ seed: 3, why: 'diverged at step 412' }]
  const some = verdict(outcome('A', [0.2, 0.21], undefined, { leftOut }), outcome('B', [0.1, 0.11]))
  expect(some.basis[0]).toBe('A: 2 of 3 seeds, B: 2 seeds.')
  expect(some.basis).toContain('Not counted of A: seed 3 diverged at step 412.')
  const none = verdict(outcome('A', [], undefined, { leftOut, steps: null }), outcome('B', [0.1, 0.11]))
  expect(none).toMatchObject({
    finding: 'not-counted',
    sentence: 'No run of A counts: seed 3 diverged at step 412. B ends at 10.50 ± 0.71 % test error.',
  })
})

test('while runs are open, those that diverged are said too, and what is waited for', () => {
  const leftOut = [{ seed: 1, why: 'diverged at step 12' }]
  const open = verdict(outcome('A', [], [], { leftOut, open: 2, steps: null }), outcome('B', [0.1]))
  expect(open).toMatchObject({
    finding: 'waiting',
    sentence:
      'No run of A counts so far: seed 1 diverged at step 12. 2 runs of it are still to end. B ends at 10.00 % test error.',
  })
  const both = verdict(outcome('A', [], [], { open: 2, steps: null }), outcome('B', [], [], { open: 2, steps: null }))
  expect(both).toMatchObject({ finding: 'waiting', sentence: 'Neither A nor B has a run yet that has ended.' })
})

test('a difference between runs of unequal lengths is not put down to the networks alone', () => {
  const short = outcome('A', [0.2, 0.21], undefined, { steps: 200 })
  expect(verdict(short, outcome('B', [0.1, 0.11])).sentence).toMatch(/Part of it may come from how long each was trained\.$/)
})

test('networks that fit differently and end alike are said to do both', () => {
  const [a, b] = [outcome('A', [0.1, 0.11, 0.12], [0.01, 0.011, 0.012]), outcome('B', [0.105, 0.11, 0.118], [0.05, 0.051, 0.052])]
  const { finding, sentence } = verdict(a, b)
  expect(finding).toBe('not-shown')
  expect(sentence).toMatch(
    /A fits the training images better all the same: a training error of 1\.10 ± 0\.10 % against 5\.10 ± 0\.10 %\.$/,
  )
})

test('equal errors are said to be equal, and tiny differences to be tiny', () => {
  expect(verdict(outcome('A', [0.2]), outcome('B', [0.2])).sentence).toMatch(/^Both end at 20\.00 % test error\. One seed each/)
  expect(verdict(outcome('A', [0.9, 0.9]), outcome('B', [0.9, 0.9])).sentence).toMatch(/: no difference is shown\.$/)
  const [low, high] = [outcome('A', [0.1, 0.100001, 0.100002]), outcome('B', [0.10003, 0.100031, 0.100032])]
  expect(verdict(low, high, null).sentence).toContain('A is less than 0.01 points lower')
})

test('unequal lengths are said, and so is what is still to come', () => {
  const { basis } = verdict(outcome('A', [0.2, 0.21], undefined, { steps: 200, open: 2 }), outcome('B', [0.1, 0.11]))
  expect(basis).toContain('A was trained for 200 steps, B for 400.')
  expect(basis).toContain('2 runs are still to end: this may change.')
  expect(verdict(outcome('A', [], undefined, { open: 3 }), outcome('B', [0.1]))).toMatchObject({ finding: 'waiting' })
  expect(verdictsOf([deeper], [])[0]).toMatchObject({
    finding: 'waiting',
    sentence: 'Neither plain-56 nor plain-20 was trained yet.',
    basis: [],
  })
})

test('equal errors of every seed leave nothing to test against', () => {
  expect(verdict(outcome('A', [0.9, 0.9]), outcome('B', [0.5, 0.5]))).toMatchObject({ finding: 'untested', test: null })
})

test('several pairs are corrected together: what is shown alone may not be among many', () => {
  const [one, other] = [outcome('A', [0.1, 0.112, 0.118]), outcome('B', [0.13, 0.135, 0.142])]
  const alone = verdict(one, other, 'lower')
  expect(alone.finding).toBe('shown')
  const pairs = Array.from({ length: 10 }, (): Pair => ({ first: 'A', second: 'B', by: 'error', expects: 'lower' }))
  const [among] = verdictsOf(pairs, [one, other])
  expect(among?.test?.p).toBeCloseTo((alone.test?.p ?? NaN) * 10, 9)
  expect(among?.finding).toBe('not-shown')
  expect(among?.basis[1]).toContain('p corrected by Holm over 10 pairs')
})

test('the two sides changed over is the same finding, with the lower named first', () => {
  const errors = fc.array(
    fc.integer({ min: 1, max: 999 }).map((thousandths) => thousandths / 1000),
    { minLength: 0, maxLength: 5 },
  )
  fc.assert(
    fc.property(errors, errors, (one, other) => {
      const [a, b] = [outcome('A', one), outcome('B', other)]
      const [there, back] = [verdict(a, b, null), verdict(b, a, null)]
      if (one.length > 0 && other.length > 0) {
        expect(back.finding).toBe(there.finding)
        expect(back.test?.p).toBe(there.test?.p)
      }
      expect(there.sentence).not.toMatch(/NaN|undefined|null/)
    }),
  )
})
