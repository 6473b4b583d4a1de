/** Recipes of every kind, valid for 50,000 images of 32 × 32, for properties that hold of all of them. */
import fc from 'fast-check'
import { lengthInSteps, stepsPerEpoch } from '../../../core/recipe/schedule.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'

export const cifarImages = { trainCount: 50_000, height: 32 }

const share = fc.double({ min: 0, max: 1, noNaN: true })
const rate = fc.double({ min: 1e-6, max: 10, noNaN: true })
const count = (max: number, min = 1): fc.Arbitrary<number> => fc.integer({ min, max })
const length = fc.record({ unit: fc.constantFrom('steps' as const, 'epochs' as const), value: count(2000) })
const decay = { weightDecay: share, decayScope: fc.constantFrom('all' as const, 'weights' as const) }
const momentum = fc.double({ min: 0, max: 0.9999, noNaN: true })

const optimizer: fc.Arbitrary<Recipe['optimizer']> = fc.oneof(
  fc.record({ kind: fc.constant('sgd' as const), momentum, nesterov: fc.boolean(), ...decay }),
  fc.record({
    kind: fc.constant('adamw' as const),
    beta1: momentum,
    beta2: momentum,
    epsilon: fc.double({ min: 1e-12, max: 1, noNaN: true }),
    ...decay,
  }),
  fc.record({ kind: fc.constant('lars' as const), momentum, trust: fc.double({ min: 1e-9, max: 1, noNaN: true }), ...decay }),
)

/** Drops come before the end, one after the other. */
const learningRate = (totalSteps: number): fc.Arbitrary<Recipe['learningRate']> =>
  fc.oneof(
    fc.record({
      kind: fc.constant('steps' as const),
      initial: rate,
      divisor: fc.double({ min: 1, max: 1000, noNaN: true }),
      after: fc
        .uniqueArray(count(Math.max(1, totalSteps - 1)), { maxLength: 5 })
        .map((drops) => drops.filter((drop) => drop < totalSteps).sort((a, b) => a - b)),
    }),
    fc.record({ kind: fc.constant('cosine' as const), initial: rate, final: share }),
    fc.record({
      kind: fc.constant('one-cycle' as const),
      initial: rate,
      peak: rate,
      final: share,
      rise: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    }),
    fc.record({
      kind: fc.constant('plateau' as const),
      initial: rate,
      divisor: fc.double({ min: 1, max: 1000, noNaN: true }),
      patience: count(50),
      least: share,
    }),
  )

const warmUp = (totalSteps: number): fc.Arbitrary<Recipe['warmUp']> =>
  fc.oneof(
    fc.constant({ kind: 'none' as const }),
    fc.record({ kind: fc.constant('linear' as const), steps: count(totalSteps), from: share }),
    fc.record({ kind: fc.constant('until-error' as const), rate, error: share }),
  )

const erasing = fc
  .record({ chance: share, least: share, most: share })
  .map(({ chance, least, most }) => ({ chance, least: Math.min(least, most), most: Math.max(least, most) }))

const basics = fc.record({ batchSize: count(512), accumulation: count(8), validationImages: count(20_000, 0), length })

export const anyRecipe: fc.Arbitrary<Recipe> = basics.chain((basic) => {
  const totalSteps = lengthInSteps(basic.length, stepsPerEpoch(cifarImages.trainCount, basic))
  return fc
    .record({
      optimizer,
      learningRate: learningRate(totalSteps),
      warmUp: warmUp(totalSteps),
      gradientClip: fc.option(rate),
      labelSmoothing: fc.double({ min: 0, max: 0.9, noNaN: true }),
      dropPath: fc.double({ min: 0, max: 0.9, noNaN: true }),
      averaging: fc.oneof(
        fc.constant({ kind: 'none' as const }),
        fc.record({ kind: fc.constant('ema' as const), decay: momentum }),
        fc.record({ kind: fc.constant('swa' as const), from: share, every: count(5000) }),
      ),
      augmentation: fc.record({
        pad: count(31, 0),
        flip: fc.boolean(),
        cutout: count(32, 0),
        erasing: fc.option(erasing),
        mixup: fc.oneof(fc.constant(0), rate),
      }),
      kernels: fc.constantFrom('own' as const, 'tensorflow' as const),
      precision: fc.constantFrom('float32' as const, 'bfloat16' as const, 'float16' as const),
      activationCheckpointing: fc.oneof(
        fc.record({ kind: fc.constantFrom('off' as const, 'block' as const, 'stage' as const) }),
        fc.record({ kind: fc.constant('fit' as const), gigabytes: rate }),
      ),
      evaluation: length,
      earlyStop: fc.option(count(100)),
      notFinite: fc.constantFrom('stop' as const, 'skip' as const),
      checkpoints: fc.record({
        every: length,
        last: count(10),
        best: fc.boolean(),
        archive: fc.option(length),
        budgetMegabytes: fc.double({ min: 1, max: 1e6, noNaN: true }),
      }),
      telemetryEvery: count(1000, 0),
      seed: count(2 ** 31 - 1, 0),
    })
    .map((rest) => ({ name: 'any', basedOn: null, inputScaling: 'channel-mean-std' as const, ...basic, ...rest }))
})
