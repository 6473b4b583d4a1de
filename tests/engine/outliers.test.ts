/** Data whose numbers are too far apart for Winograd's products of bfloat16: the convolutions that meet them are direct ones. */
import { readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { completed } from '../../core/architecture/architecture.ts'
import type { DecodedDataset } from '../../core/datasets/dataset.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import type { Instructions } from '../../core/tensorflow/own-kernels/module.ts'
import type { NetworkState, ProgramRequest, TrainingProgram } from '../../core/tensorflow/program.ts'
import { disposedPrograms } from './disposed-programs.ts'
import { hasCompiler } from './compiler.ts'
import { digest } from './determinism-run.ts'
import { graphOf, nativeBinding, ownKernels, randomDataset, recipeWith, relativeDifference, take } from './native.ts'

let binding: Binding
let kernels: Instructions
beforeAll(() => {
  binding = nativeBinding()
  if (hasCompiler) kernels = ownKernels()
})

const open = disposedPrograms()

function native(request: ProgramRequest): TrainingProgram {
  const program = createNativeProgram(binding, 'native', request)
  open.push(program)
  return program
}

describe.runIf(hasCompiler)('a run in bfloat16 over data with outliers', () => {
  const net = completed({
    name: 'plain, without BN',
    input: { height: 16, width: 16, channels: 3 },
    stem: null,
    stages: [{ kind: 'conv', blocks: 3, width: 24, stride: 1, normalization: 'none', pool: { kernel: 2, stride: 2 } }],
    head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
  } as Parameters<typeof completed>[0])
  /** Pixels of 127 and 128, and where `withOutlier` one of 255 in each image: hundreds of times what its neighbours are. */
  const dataOf = (withOutlier: boolean): DecodedDataset => {
    const dataset = randomDataset({ ...net.input, classes: 10 }, { train: 8, test: 8 })
    const images = readFileSync(dataset.train.imagesFile).map((value) => 127 + (value % 2))
    const ofImage = images.length / 8
    if (withOutlier) for (let image = 0; image < 8; image++) images[image * ofImage + 3 * (16 * 6 + 6)] = 255
    writeFileSync(dataset.train.imagesFile, images)
    return { ...dataset, std: dataset.std.map(() => 0.5) }
  }
  const requestWith = (withOutlier: boolean): ProgramRequest => ({
    graph: graphOf(net),
    dataset: dataOf(withOutlier),
    recipe: recipeWith({ batchSize: 8, precision: 'bfloat16' }),
    totalSteps: 4,
    kernels,
  })
  const afterStep = (request: ProgramRequest): NetworkState => {
    const program = native(request)
    take(program, 0, 1e-3)
    return program.readState()
  }

  it('computes convolutions that read them directly, says which and why, and comes nearer to float32', () => {
    const request = requestWith(true)
    expect(native(request).device).toMatch(
      /^native, direct convolutions where the first batch has outliers: .*\(largest \d{3,} times the mean\)/,
    )
    expect(native(requestWith(false)).device).toBe('native')
    const { kernels: _, ...byTensorFlow } = { ...request, recipe: { ...request.recipe, precision: 'float32' as const } }
    const expected = afterStep(byTensorFlow).get('stage1.block2.conv.weights/momentum')?.values ?? []
    const errorOf = (one: ProgramRequest): number =>
      relativeDifference(afterStep(one).get('stage1.block2.conv.weights/momentum')?.values ?? [], expected)
    // Without products of bfloat16 neither way rounds what it multiplies.
    const margin = /BF16|AMX/.test(kernels) ? 0.7 : 1.1
    expect(errorOf(request)).toBeLessThan(margin * errorOf({ ...request, direct: new Set() }))
  })

  it('finds the same when it is resumed', () => {
    const request = requestWith(true)
    const whole = native(request)
    take(whole, 0, 1e-3)
    const between = whole.readState()
    take(whole, 1, 1e-3)
    const resumed = native(request)
    resumed.writeState(between)
    take(resumed, 1, 1e-3)
    expect(resumed.device).toBe(whole.device)
    expect(digest(resumed.readState())).toBe(digest(whole.readState()))
  })
})
