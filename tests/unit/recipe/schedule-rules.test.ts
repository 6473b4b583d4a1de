/**
 * The schedules, step by step. Oracles: the closed forms of PyTorch's schedulers, written out here as its documentation has them (`npm run
 * reference` holds whole schedules against PyTorch itself), and He et al. 2016, section 4.2, for the warm-up that waits for an error.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterEvaluation,
  afterStep,
  learningRate,
  noProgress,
  rateBeyondPlan,
  stopsEarly,
  type Progress,
  type Rates,
} from '../../../core/recipe/schedule.ts'
import { anyRecipe } from './any-recipe.ts'

const none = { kind: 'none' } as const
const total = fc.integer({ min: 2, max: 2000 })
const rate = fc.double({ min: 1e-4, max: 10, noNaN: true })
const close = (actual: number, expected: number, scale: number): void => {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * scale)
}
const steps = (count: number): number[] => Array.from({ length: count }, (_, step) => step)

describe('cosine', () => {
  it('is CosineAnnealingLR with T_max one less than the steps: the last step has the final rate', () => {
    fc.assert(
      fc.property(total, rate, fc.double({ min: 0, max: 1, noNaN: true }), (count, initial, final) => {
        const rates: Rates = { learningRate: { kind: 'cosine', initial, final }, warmUp: none }
        for (const step of steps(count)) {
          const expected = final + ((initial - final) * (1 + Math.cos((Math.PI * step) / (count - 1)))) / 2
          close(learningRate(rates, step, count, noProgress), expected, initial + final)
        }
        expect(learningRate(rates, count - 1, count, noProgress)).toBeCloseTo(final, 12)
        // Trained beyond its length, the last rate holds.
        expect(learningRate(rates, count + 50, count, noProgress)).toBeCloseTo(final, 12)
      }),
    )
  })

  it('never rises when it goes down', () => {
    fc.assert(
      fc.property(total, rate, (count, initial) => {
        const rates: Rates = { learningRate: { kind: 'cosine', initial, final: 0 }, warmUp: none }
        const seen = steps(count).map((step) => learningRate(rates, step, count, noProgress))
        for (const [index, next] of seen.slice(1).entries()) expect(next).toBeLessThanOrEqual(seen[index] ?? 0)
      }),
    )
  })
})

describe('one cycle', () => {
  it('is OneCycleLR whose rise ends at the same step', () => {
    fc.assert(
      fc.property(total, rate, rate, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (count, initial, peak, rise) => {
        const rates: Rates = { learningRate: { kind: 'one-cycle', initial, peak, final: 0, rise }, warmUp: none }
        const top = rise * (count - 1)
        const anneal = (from: number, to: number, share: number): number =>
          to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share))
        for (const step of steps(count)) {
          const expected = step <= top ? anneal(initial, peak, step / top) : anneal(peak, 0, (step - top) / (count - 1 - top))
          close(learningRate(rates, step, count, noProgress), expected, initial + peak)
        }
      }),
    )
  })
})

describe('linear warm-up', () => {
  it('is LinearLR that starts one part in: the first step has a rate, and step `steps` − 1 the scheduled one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), rate, (warm, from, initial) => {
        const rates: Rates = {
          learningRate: { kind: 'steps', initial, divisor: 10, after: [] },
          warmUp: { kind: 'linear', steps: warm, from },
        }
        const start = from + (1 - from) / warm
        for (const step of steps(warm)) {
          close(learningRate(rates, step, 1000, noProgress), initial * (start + ((1 - start) * step) / (warm - 1)), initial)
        }
        expect(learningRate(rates, warm, 1000, noProgress)).toBe(initial)
      }),
    )
  })

  it('scales whatever is scheduled, and is over after its steps (Goyal et al. 2017)', () => {
    fc.assert(
      fc.property(anyRecipe, fc.integer({ min: 0, max: 3000 }), (recipe, step) => {
        const cold = { ...recipe, warmUp: none }
        const warm = { ...recipe, warmUp: { kind: 'linear', steps: 100, from: 0 } as const }
        const share = Math.min(1, (step + 1) / 100)
        const scheduled = learningRate(cold, step, 2500, noProgress)
        close(learningRate(warm, step, 2500, noProgress), scheduled * share, scheduled)
      }),
    )
  })
})

describe('the warm-up for 110 layers', () => {
  const rates: Rates = {
    learningRate: { kind: 'steps', initial: 0.1, divisor: 10, after: [32_000, 48_000] },
    warmUp: { kind: 'until-error', rate: 0.01, error: 0.8 },
  }
  const train = (errors: readonly (number | null)[]): { progress: Progress; rates: number[] } => {
    let progress = noProgress
    const seen = errors.map((error, step) => {
      const now = learningRate(rates, step, 64_000, progress)
      progress = afterStep(rates, progress, step + 1, error)
      return now
    })
    return { progress, rates: seen }
  }

  it('is 0.01 until the error of 100 steps is below 80 %, then 0.1, with the drops where they were', () => {
    const errors = [...Array<number>(300).fill(0.9), ...Array<number>(200).fill(0.7)]
    const seen = train(errors)
    expect(seen.progress.warmedUpAt).toBe(400)
    expect(seen.rates.slice(0, 400).every((each) => each === 0.01)).toBe(true)
    expect(seen.rates.slice(400).every((each) => each === 0.1)).toBe(true)
    expect(learningRate(rates, 32_000, 64_000, seen.progress)).toBeCloseTo(0.01, 12)
  })

  it('waits on at exactly 80 %, and does not count steps that were left out', () => {
    expect(train(Array<number>(500).fill(0.8)).progress.warmedUpAt).toBeNull()
    const skipping = Array.from({ length: 150 }, (_, step) => (step % 3 === 0 ? null : 0.5))
    expect(train(skipping).progress.warmedUpAt).toBe(150)
  })

  it('once over stays over', () => {
    const { progress } = train([...Array<number>(100).fill(0.5), ...Array<number>(300).fill(0.99)])
    expect(progress.warmedUpAt).toBe(100)
  })

  it('goes on alike from a checkpoint at any step', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.6, max: 1, noNaN: true }), { minLength: 120, maxLength: 400 }),
        fc.nat(),
        (errors, at) => {
          const whole = train(errors)
          const cut = at % errors.length
          let progress = train(errors.slice(0, cut)).progress
          progress = JSON.parse(JSON.stringify(progress)) as Progress
          for (const [index, error] of errors.slice(cut).entries()) progress = afterStep(rates, progress, cut + index + 1, error)
          expect(progress).toEqual(whole.progress)
        },
      ),
    )
  })
})

describe('plateau', () => {
  const plateau = (patience: number, least = 0): Rates => ({
    learningRate: { kind: 'plateau', initial: 1, divisor: 10, patience, least },
    warmUp: none,
  })

  /** ReduceLROnPlateau (mode min, threshold 0, cooldown 0): it divides after more than its patience of bad evaluations, so its is one less. */
  function reduceOnPlateau(errors: readonly number[], patience: number, least: number): number[] {
    let best = Infinity
    let bad = 0
    let lr = 1
    return errors.map((error) => {
      if (error < best) {
        best = error
        bad = 0
      } else bad += 1
      if (bad > patience) {
        lr = Math.max(lr / 10, least)
        bad = 0
      }
      return lr
    })
  }

  it('is ReduceLROnPlateau with a patience of one less', () => {
    const errors = fc.array(fc.constantFrom(0.1, 0.2, 0.3, 0.4, 0.5), { maxLength: 80 })
    fc.assert(
      fc.property(errors, fc.integer({ min: 1, max: 6 }), fc.constantFrom(0, 0.005, 0.5), (seen, patience, least) => {
        const rates = plateau(patience, least)
        let progress = noProgress
        const ours = seen.map((error) => {
          progress = afterEvaluation(rates, progress, error)
          return learningRate(rates, 10, 1000, progress)
        })
        const theirs = reduceOnPlateau(seen, patience - 1, least)
        for (const [index, one] of ours.entries()) close(one, theirs[index] ?? Number.NaN, 1)
      }),
    )
  })

  it('ends the run early after so many evaluations without gain, whatever the rate did meanwhile', () => {
    const rates = plateau(2)
    let progress = noProgress
    const ends = [0.5, 0.4, 0.4, 0.45, 0.41, 0.39, 0.4, 0.4, 0.4, 0.4, 0.4].map((error) => {
      progress = afterEvaluation(rates, progress, error)
      return stopsEarly({ earlyStop: 4 }, progress)
    })
    // Best at the sixth evaluation; four more bring nothing.
    expect(ends.indexOf(true)).toBe(9)
    expect(stopsEarly({ earlyStop: null }, progress)).toBe(false)
  })
})

describe('every schedule', () => {
  it('gives a finite rate that is not negative, and does not change what it is given', () => {
    fc.assert(
      fc.property(anyRecipe, fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 4000 }), (recipe, step, count) => {
        const before = JSON.stringify(recipe)
        const now = learningRate(recipe, step, count, noProgress)
        expect(Number.isFinite(now) && now >= 0).toBe(true)
        expect(JSON.stringify(recipe)).toBe(before)
      }),
    )
  })
})

describe('training beyond the planned length', () => {
  const at = (schedule: Rates['learningRate'], done = 100) => rateBeyondPlan({ learningRate: schedule, warmUp: none }, 100, done)

  it('a cosine and one cycle have ended: their last rate, mostly 0, is what every further step gets', () => {
    expect(at({ kind: 'cosine', initial: 0.1, final: 0 })).toEqual({ kind: 'ended', rate: 0 })
    expect(at({ kind: 'one-cycle', initial: 0.01, peak: 0.1, final: 0, rise: 0.3 })).toEqual({ kind: 'ended', rate: 0 })
    // Stopped before its end, it comes there first; lengthened before, it has long been there.
    for (const done of [40, 300]) {
      expect(at({ kind: 'cosine', initial: 0.1, final: 0.002 }, done)).toEqual({ kind: 'ended', rate: expect.closeTo(0.002, 12) })
    }
  })

  it('drops go on to come; a rate that follows errors is not known before', () => {
    const drops = { kind: 'steps', initial: 0.1, divisor: 10, after: [50, 200] } satisfies Rates['learningRate']
    expect(at(drops)).toEqual({ kind: 'goes-on', rate: expect.closeTo(0.01, 12) })
    expect(at(drops, 200)).toEqual({ kind: 'goes-on', rate: expect.closeTo(0.001, 12) })
    expect(at({ kind: 'plateau', initial: 0.1, divisor: 2, patience: 3, least: 0 })).toEqual({ kind: 'follows-errors' })
  })

  it('tells what the trainer’s own rule gives at every further step of a curve', () => {
    fc.assert(
      fc.property(total, rate, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(5000), (count, initial, final, more) => {
        const rates: Rates = { learningRate: { kind: 'cosine', initial, final }, warmUp: none }
        const told = rateBeyondPlan(rates, count, count)
        expect(told).toEqual({ kind: 'ended', rate: learningRate(rates, count + more, count, noProgress) })
      }),
    )
  })
})
