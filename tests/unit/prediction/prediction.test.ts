/**
 * Predictions. Oracles: counts of He et al.'s nets, memory as it was measured, what must hold of any network (more images, layers or channels take
 * longer; a stage's work is the same wherever it is counted), and for the fit a made-up machine whose speeds are known. What the work of a step is
 * held against: work.test.ts.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { completed, type Architecture } from '../../../core/architecture/architecture.ts'
import type { WrittenStage } from '../../../core/architecture/blocks.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import type { LayerGraph } from '../../../core/graph/layer-graph.ts'
import { fitSpeeds } from '../../../core/prediction/fit.ts'
import { readCalibration } from '../../../core/prediction/calibration.ts'
import { measureSpeeds } from '../../../core/training/calibration/measure.ts'
import { designTimes } from '../../../core/prediction/design-times.ts'
import { predictRun } from '../../../core/prediction/prediction.ts'
import { probeRecipe, probes } from '../../../core/training/calibration/probes.ts'
import { namesOf, speedsFrom, stepTime, type Speeds } from '../../../core/prediction/speeds.ts'
import { workKinds, workOfStep, type WorkKind } from '../../../core/prediction/work.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'

/** A machine where each kind of work has a speed of its own, about as fast as a real one. */
const machine = Object.fromEntries(
  workKinds.map((kind, index) => [
    kind,
    (/conv|linear/i.test(kind) ? 1e-8 : kind === 'step' || kind === 'layer' ? 0.02 : 3e-7) * (1 + (index % 5) / 4),
  ]),
) as Record<WorkKind, number> satisfies Speeds
const speeds = { float32: machine, bfloat16: machine }
const noData = { trainBytes: 0, testBytes: 0 }

function graphOf(architecture: Architecture): LayerGraph {
  const lowered = lower(architecture)
  if (!lowered.ok) throw new Error(lowered.problems.map(({ message }) => message).join(' '))
  return lowered.graph
}

function network(blocks: number, width: number, stages = 1): Architecture {
  const stage = (index: number): WrittenStage => ({
    kind: 'basic',
    blocks,
    width: width * 2 ** index,
    stride: index === 0 ? 1 : 2,
    layers: 2,
    shortcut: 'A',
  })
  return completed({
    name: 'Net',
    input: { height: 32, width: 32, channels: 3 },
    stem: { kind: 'conv', kernel: 3, width, stride: 1, pool: null },
    stages: Array.from({ length: stages }, (_, index) => stage(index)),
    head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
  })
}

function told(architecture: Architecture, recipe: Recipe): { stepMs: number; peakBytes: number } {
  const predicted = predictRun(graphOf(architecture), recipe, noData, speeds)
  if (predicted === null) throw new Error('nothing predicted')
  return predicted
}

test('all multiply-accumulates of ResNet-20 are counted: three products a convolution, two for the first, as many batches', async () => {
  const preset = await loadPreset('resnet-20')
  if (!preset) throw new Error('no preset')
  const work = workOfStep(graphOf(preset), probeRecipe(128, 'float32'))
  const convolutions = workKinds.filter((kind) => /^(conv|pointConv)\d/.test(kind)).reduce((sum, kind) => sum + work[kind], 0)
  // 40,551,040 MACs in all (He et al. 2016), of which 32 × 32 × 9 × 3 × 16 are over the image.
  const image = 32 * 32 * 9 * 3 * 16
  expect(work.imageConv).toBe(128 * 2 * image)
  expect(convolutions + work.linear).toBeCloseTo(128 * 3 * (40_551_040 - image), 0)
})

/**
 * Largest memory of a process that took some steps of a preset, in MB: TensorFlow 2.21 on two cores (tests/bench/measures/predicted-steps.ts). Before
 * it stands what its images take, in bytes.
 */
test.each([
  ['tensorflow', 'resnet-20', 128, 'float32', 'off', 393216, 458],
  ['tensorflow', 'resnet-20', 32, 'float32', 'off', 98304, 304],
  ['tensorflow', 'plain-20', 128, 'float32', 'off', 393216, 452],
  ['tensorflow', 'resnet-20-b', 128, 'float32', 'off', 393216, 461],
  ['tensorflow', 'resnet-56', 32, 'float32', 'off', 98304, 430],
  ['tensorflow', 'resnet-56', 128, 'float32', 'off', 393216, 886],
  ['tensorflow', 'resnet-56', 128, 'float32', 'block', 393216, 462],
  ['tensorflow', 'resnet-110', 32, 'float32', 'off', 98304, 639],
  ['tensorflow', 'resnet-110', 128, 'float32', 'stage', 393216, 632],
  ['tensorflow', 'plain-56', 128, 'bfloat16', 'off', 393216, 579],
  ['tensorflow', 'resnet-18', 8, 'float32', 'off', 1204224, 866],
  ['own', 'resnet-20', 128, 'float32', 'off', 6291456, 433],
  ['own', 'resnet-20', 128, 'bfloat16', 'off', 6291456, 349],
  ['own', 'resnet-56', 128, 'float32', 'off', 6291456, 743],
  ['own', 'resnet-56', 128, 'bfloat16', 'off', 6291456, 532],
  ['own', 'resnet-56', 128, 'float32', 'block', 6291456, 473],
  ['own', 'resnet-110', 32, 'float32', 'off', 1572864, 565],
  ['own', 'resnet-110', 128, 'float32', 'off', 6291456, 1224],
  ['own', 'plain-56', 128, 'float32', 'off', 6291456, 606],
  ['own', 'pre-resnet-110', 64, 'float32', 'off', 3145728, 662],
  ['own', 'resnet-18', 16, 'float32', 'off', 38535168, 836],
] as const)(
  'memory with kernels "%s" of %s at %d in %s, recomputing %s: %d bytes of images and the rest are about %d MB, as measured',
  async (...measured) => {
    const [kernels, name, batch, precision, kind, trainBytes, megabytes] = measured
    const preset = await loadPreset(name)
    if (!preset) throw new Error('no preset')
    const recipe = { ...probeRecipe(batch, precision), kernels, activationCheckpointing: { kind } }
    const predicted = predictRun(graphOf(preset), recipe, { trainBytes, testBytes: 0 }, speeds)
    expect((predicted?.peakBytes ?? 0) / 1e6 / megabytes).toBeGreaterThan(0.85)
    expect((predicted?.peakBytes ?? 0) / 1e6 / megabytes).toBeLessThan(1.1)
  },
)

test('more images, more blocks, wider blocks: each takes longer and more memory', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 4, max: 96 }),
      fc.integer({ min: 1, max: 64 }),
      (blocks, width, batch) => {
        const base = told(network(blocks, width), probeRecipe(batch, 'float32'))
        const larger = [
          told(network(blocks, width), probeRecipe(2 * batch, 'float32')),
          told(network(blocks + 1, width), probeRecipe(batch, 'float32')),
        ]
        for (const { stepMs, peakBytes } of larger) {
          expect(stepMs).toBeGreaterThan(base.stepMs)
          expect(peakBytes).toBeGreaterThanOrEqual(base.peakBytes)
        }
        const work = (wide: number): number => {
          const counted = workOfStep(graphOf(network(blocks, wide)), probeRecipe(batch, 'float32'))
          return workKinds.reduce((sum, kind) => sum + counted[kind], 0)
        }
        expect(work(width + 8)).toBeGreaterThan(work(width))
      },
    ),
    { numRuns: 60 },
  )
})

test('every further block of a stage adds the same work', () => {
  const work = (blocks: number): number[] => {
    const counted = workOfStep(graphOf(network(blocks, 16)), probeRecipe(32, 'float32'))
    return workKinds.map((kind) => counted[kind])
  }
  const [one, two, five] = [work(1), work(2), work(5)]
  for (const [index, kind] of workKinds.entries()) {
    const [first = 0, second = 0, fifth = 0] = [one[index], two[index], five[index]]
    expect(fifth - first, kind).toBeCloseTo(4 * (second - first), 3)
  }
})

test('accumulation repeats the passes, not the update; activation checkpointing costs a forward pass more and saves memory', () => {
  const net = network(6, 32)
  const recipe = probeRecipe(64, 'float32')
  const once = workOfStep(graphOf(net), recipe)
  const twice = workOfStep(graphOf(net), { ...recipe, accumulation: 2 })
  expect(twice.conv32).toBeCloseTo(2 * once.conv32, 0)
  expect(twice.parameter).toBeLessThan(3 * once.parameter)
  const kept = told(net, recipe)
  const again = told(net, { ...recipe, activationCheckpointing: { kind: 'block' } })
  expect(again.stepMs).toBeGreaterThan(kept.stepMs)
  expect(again.stepMs).toBeLessThan(1.4 * kept.stepMs)
  expect(again.peakBytes).toBeLessThan(kept.peakBytes)
})

test('the data set is in memory too, and another precision that was not measured is not predicted', () => {
  const graph = graphOf(network(3, 16))
  const recipe = probeRecipe(32, 'float32')
  const bytes = (trainBytes: number, testBytes: number): number =>
    predictRun(graph, recipe, { trainBytes, testBytes }, speeds)?.peakBytes ?? 0
  expect(bytes(0, 3e7) - bytes(0, 0)).toBe(3e7)
  // The training images are there twice while they are read, which a small network's training does not come near.
  expect(bytes(1.5e8, 0) - bytes(0, 0)).toBeGreaterThanOrEqual(1.5e8)
  expect(bytes(1.5e8, 0) - bytes(0, 0)).toBeLessThanOrEqual(3e8)
  expect(predictRun(graph, { ...recipe, precision: 'float16' }, noData, speeds)).toBeNull()
})

test('speeds of a made-up machine are found again from its times', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.2, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 }), (truth) => {
      const works = [
        [1, 0, 0],
        [1, 2, 0],
        [1, 1, 3],
        [2, 5, 1],
        [1, 0, 4],
      ]
      const measured = works.map((work) => ({
        work,
        ms: work.reduce((sum, amount, kind) => sum + amount * (truth[kind] ?? 0), 0),
      }))
      const found = fitSpeeds(measured, [1, 1, 1], 1e-9)
      for (const [kind, speed] of found.entries()) expect(speed).toBeCloseTo(truth[kind] ?? 0, 4)
    }),
    { numRuns: 30 },
  )
})

test('no speed is negative, whatever the noise', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.1, max: 100, noNaN: true }), { minLength: 4, maxLength: 4 }), (times) => {
      const works = [
        [1, 0],
        [1, 1],
        [1, 4],
        [2, 9],
      ]
      const found = fitSpeeds(
        works.map((work, index) => ({ work, ms: times[index] ?? 1 })),
        [1, 1],
        1e-3,
      )
      expect(Math.min(...found)).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('the probes tell a machine that keeps to the model apart from all others: presets they do not contain come out right', async () => {
  const learned = speedsFrom(
    probes.map(({ architecture, batchSize }) => {
      const work = workOfStep(graphOf(architecture), probeRecipe(batchSize, 'float32'))
      return { work, ms: stepTime(work, machine) }
    }),
  )
  for (const name of ['resnet-20', 'resnet-110', 'plain-56', 'resnet-20-b', 'resnet-50', 'vgg-16']) {
    const preset = await loadPreset(name)
    if (!preset) throw new Error(`no ${name}`)
    const work = workOfStep(graphOf(preset), probeRecipe(16, 'float32'))
    expect(stepTime(work, learned) / stepTime(work, machine), name).toBeGreaterThan(0.85)
    expect(stepTime(work, learned) / stepTime(work, machine), name).toBeLessThan(1.15)
  }
})

test.each([true, false])(
  'a measurement times every probe twice in each precision and by all kernels, takes the faster time, and disposes of each program; own kernels: %s',
  async (hasOwnKernels) => {
    let now = 0
    let open = 0
    let made = 0
    const told: number[] = []
    const kernels = hasOwnKernels ? 2 : 1
    /** TensorFlow's kernels take so many times as long. */
    const slower = 1.5
    const found = await measureSpeeds({
      hasOwnKernels,
      elapsed: () => now,
      images: () => ({}) as never,
      progress: (done) => Promise.resolve(void told.push(done)),
      make: ({ graph, recipe }) => {
        open += 1
        made += 1
        // The first round is disturbed: only the second shows the machine as it is.
        const disturbance = made <= probes.length * 2 * kernels ? 3 : 1
        const ms = (recipe.kernels === 'own' ? 1 : slower) * disturbance * stepTime(workOfStep(graph, recipe), machine)
        return {
          step: () => {
            now += ms
            return { loss: 0, error: 0, skipped: false, telemetry: null }
          },
          dispose: () => void (open -= 1),
        } as never
      },
    })
    expect({ open, made }).toEqual({ open: 0, made: probes.length * 4 * kernels })
    expect(told).toEqual(Array.from({ length: made + 1 }, (_, index) => index))
    const work = workOfStep(graphOf(network(3, 16, 3)), probeRecipe(128, 'float32'))
    const ratio = (speeds: Speeds): number => stepTime(work, speeds) / stepTime(work, machine)
    expect(ratio(found.speeds.float32)).toBeCloseTo(1, 1)
    expect(ratio(found.tensorflowSpeeds.float32)).toBeCloseTo(hasOwnKernels ? slower : 1, 1)
  },
)

const here = { processor: 'AMD EPYC', cores: 2, tensorflow: '2.21.0' }
const calibration = {
  format: 'stagecraft-machine',
  version: 1,
  machine: here,
  measuredAt: 5,
  others: 0,
  kernels: 'a',
  speeds,
  tensorflowSpeeds: speeds,
}

test('kept figures are read back; damaged ones and those of another machine are not', () => {
  const text = JSON.stringify(calibration)
  expect(readCalibration(text, here, 'a')).toEqual({ ...calibration, lacks: [], ofOtherKernels: false })
  for (let length = 0; length < text.length; length += 50) expect(readCalibration(text.slice(0, length), here, 'a')).toBeNull()
  for (const other of [
    { ...here, cores: 4 },
    { ...here, tensorflow: '2.22.0' },
    { ...here, processor: 'Intel' },
  ])
    expect(readCalibration(text, other, 'a')).toBeNull()
  const { step: _, ...lacking } = machine
  expect(
    readCalibration(JSON.stringify({ ...calibration, speeds: { float32: lacking, bfloat16: machine } }), here, 'a'),
  ).toBeNull()
  expect(
    readCalibration(
      JSON.stringify({ ...calibration, speeds: { float32: { ...machine, step: -1 }, bfloat16: machine } }),
      here,
      'a',
    ),
  ).toBeNull()
})

test('figures of other kernels are told to be, and where there are none of ours TensorFlow’s count', () => {
  const twice = Object.fromEntries(workKinds.map((kind) => [kind, 2 * machine[kind]]))
  const alone = { ...calibration, tensorflowSpeeds: undefined }
  const both = { ...calibration, tensorflowSpeeds: { float32: twice, bfloat16: twice } }
  const read = (kept: object, kernels: string | null): [number | undefined, boolean | undefined] => {
    const found = readCalibration(JSON.stringify(kept), here, kernels)
    return [found?.speeds.float32.conv64, found?.ofOtherKernels]
  }
  expect(read(both, 'a')).toEqual([machine.conv64, false])
  expect(read(both, 'b')).toEqual([machine.conv64, true])
  expect(read(both, null)).toEqual([2 * machine.conv64, false])
  // Measured before a compiler was there.
  expect(read({ ...both, kernels: null }, 'a')).toEqual([machine.conv64, true])
  // By an older version, which did not say.
  expect(read({ ...both, kernels: undefined }, 'a')).toEqual([machine.conv64, true])
  expect(read({ ...alone, kernels: undefined }, null)).toEqual([machine.conv64, true])
})

test('older figures predict what they were measured of as before, and the rest by the general speed, which is told', () => {
  const kinds = [
    'depthwiseConv',
    'groupedConv4',
    'unevenNorm',
    'channelwise',
    'copy',
    'function',
    'drawn',
    'averagePool',
  ] as const
  // A kind of work that is none now is left out.
  const older = Object.fromEntries(
    [...Object.entries(machine), ['groupedConv', 1]].filter(([kind]) => !kinds.some((one) => one === kind)),
  )
  const read = readCalibration(JSON.stringify({ ...calibration, speeds: { float32: older, bfloat16: older } }), here, 'a')
  if (read === null) throw new Error('Older figures are not read.')
  expect(read.lacks).toEqual(kinds)
  expect(Object.keys(read.speeds.float32)).toEqual(workKinds)
  for (const kind of workKinds) if (!kinds.some((one) => one === kind)) expect(read.speeds.float32[kind]).toBe(machine[kind])
  expect(read.speeds.float32).toMatchObject({
    depthwiseConv: 5 * machine.conv16,
    channelwise: machine.map16,
    averagePool: machine.pool,
    drawn: 0,
  })
  expect(namesOf(read.lacks)).toHaveLength(kinds.length)
})

test('the times of the layers and what a step takes besides are the time of a step', async () => {
  const preset = await loadPreset('resnet-20')
  if (!preset) throw new Error('no preset')
  const { layers, ...of } = designTimes(graphOf(preset), machine)
  const recipe = {
    ...probeRecipe(128, 'float32'),
    augmentation: { ...probeRecipe(128, 'float32').augmentation, pad: 0, flip: false },
  }
  const step = stepTime(workOfStep(graphOf(preset), recipe), machine)
  expect(of).toEqual({ stepMs: step, batchSize: 128, precision: 'float32' })
  expect(layers.reduce((sum, ms) => sum + ms, 0) + machine.step).toBeCloseTo(step, 6)
  expect(layers).toHaveLength(graphOf(preset).layers.length)
})
