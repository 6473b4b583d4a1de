/** Data whose numbers are too far apart for Winograd's products of bfloat16: the convolutions that meet them are direct ones, in training and ever after. */
import { readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { completed } from '../../core/architecture/architecture.ts'
import type { DecodedDataset } from '../../core/datasets/dataset.ts'
import { outliersWords, type Outliers } from '../../core/graph/outliers.ts'
import { measuring } from '../../core/inspect/measuring.ts'
import { checkpointOutliers } from '../../core/store/checkpoint-outliers.ts'
import { openLibrary } from '../../core/store/library.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import type { Instructions } from '../../core/tensorflow/own-kernels/module.ts'
import type { NetworkState, ProgramRequest, TrainingProgram } from '../../core/tensorflow/program.ts'
import { openRunWith } from '../../core/training/open-run.ts'
import { sampleRecord, temporaryFolder } from '../store/support/samples.ts'
import { disposedPrograms } from './disposed-programs.ts'
import { hasCompiler } from './compiler.ts'
import { digest } from './determinism-run.ts'
import { inspectedNet } from './inspected-net.ts'
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
    return { ...dataset, test: dataset.train, std: dataset.std.map(() => 0.5) }
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

  /** Without products of bfloat16 neither way rounds what it multiplies. */
  const multipliesHalves = (): boolean => /BF16|^AMX/.test(kernels)

  it('computes convolutions that read them directly, says which and why, and comes nearer to float32', () => {
    const request = requestWith(true)
    const { outliers, device } = native(request)
    expect(outliers.map(({ name }) => name)).toContain('stage1.block2.conv')
    for (const { ratio } of outliers) expect(ratio).toBeGreaterThan(100)
    expect(device).toBe('native')
    expect(native(requestWith(false)).outliers).toEqual([])
    const { kernels: _, ...byTensorFlow } = { ...request, recipe: { ...request.recipe, precision: 'float32' as const } }
    const expected = afterStep(byTensorFlow).get('stage1.block2.conv.weights/momentum')?.values ?? []
    const errorOf = (one: ProgramRequest): number =>
      relativeDifference(afterStep(one).get('stage1.block2.conv.weights/momentum')?.values ?? [], expected)
    const margin = multipliesHalves() ? 0.7 : 1.1
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
    expect(resumed.outliers).toEqual(whole.outliers)
    expect(digest(resumed.readState())).toBe(digest(whole.readState()))
  })

  it('keeps them with its attempt, and its log says so', async () => {
    const request = requestWith(true)
    const { graph, dataset, recipe } = request
    const library = openLibrary(temporaryFolder())
    library.runs.add(sampleRecord('run', { architecture: net, recipe, totalSteps: 4 }))
    const folder = library.runs.folder('run')
    library.close()
    const said: string[] = []
    const make = (): Promise<TrainingProgram> => Promise.resolve(createNativeProgram(binding, 'native', request))
    const { program, close } = await openRunWith(folder, (_, text) => said.push(text), {
      graph,
      dataset: dataset as DecodedDataset,
      make,
    })
    close()
    expect(program.outliers).not.toEqual([])
    expect(checkpointOutliers(folder, 1)).toEqual(program.outliers)
    expect(said).toContain(`Direct convolutions ${outliersWords(program.outliers)}.`)
  })

  it("is looked into by the convolutions that it found, and so gives what it evaluated; by Winograd's it would not", async () => {
    const dataset = dataOf(true)
    const request = { ...requestWith(true), dataset }
    const program = native(request)
    take(program, 0, 1e-3)
    const evaluated = await program.evaluate('test')
    const run = inspectedNet(binding, request.graph, dataset, program.readState(), request.recipe)
    const options = { split: 'test', images: null, seed: 1 } as const
    const offBy = async (outliers: readonly Outliers[]): Promise<number> => {
      const { result } = await measuring.predictions({ ...run, outliers }, options, () => Promise.resolve())
      return Math.abs((result.loss ?? NaN) / evaluated.loss - 1)
    }
    expect(await offBy(program.outliers)).toBeLessThan(1e-6)
    if (multipliesHalves()) expect(await offBy([])).toBeGreaterThan(1e-5)
  })
})
