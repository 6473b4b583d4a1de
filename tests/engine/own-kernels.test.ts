/** Networks that our own kernels compute, against the eager interpreter, and against what they are when TensorFlow's kernels compute them. */
import { beforeAll, describe, expect, it } from 'vitest'
import { completed, type Architecture } from '../../core/architecture/architecture.ts'
import { fitDataset } from '../../core/architecture/fit-dataset.ts'
import { loadPreset } from '../../core/architecture/presets.ts'
import { parametersOf } from '../../core/graph/analysis.ts'
import type { RecipeInput } from '../../core/recipe/recipe.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createEagerProgram } from '../../core/tensorflow/eager-program.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import type { Instructions } from '../../core/tensorflow/own-kernels/module.ts'
import { programPlan } from '../../core/tensorflow/own-kernels/program-plan.ts'
import { trainingGraph } from '../../core/tensorflow/training-graph.ts'
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

async function preset(name: string, side: number): Promise<Architecture> {
  const architecture = await loadPreset(name)
  if (architecture === null) throw new Error(`There is no preset ${name}.`)
  return fitDataset(architecture, { height: side, width: side, channels: 3, classes: 10 })
}

/** Orders of layers in a block, and what meets at its end, that decide what follows BN. */
const blocks: Record<string, Partial<Architecture['stages'][number]>> = {
  'full pre-activation': { order: 'pre-activation' } as object,
  'ReLU before addition': { order: 'relu-before-addition' } as object,
  'squeeze and excitation': { squeeze: 4 } as object,
  groups: { groups: 4 } as object,
}

const basics = { kind: 'basic', layers: 2, blocks: 2, width: 24 } as const
const bottlenecks = { kind: 'bottleneck', blocks: 2, width: 16, expansion: 4, strideIn: '3x3' } as const

function oneStage(change: object, pool: object | null = null, of: typeof basics | typeof bottlenecks = basics): Architecture {
  return completed({
    name: 'one stage',
    input: { height: 7, width: 5, channels: 3 },
    stem: { kind: 'conv', kernel: 3, width: 16, stride: 1, pool },
    stages: [{ ...of, stride: 1, shortcut: 'B', ...change }],
    head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
  } as Parameters<typeof completed>[0])
}

function requestOf(net: Architecture, change: Partial<RecipeInput> = {}): ProgramRequest {
  const dataset = randomDataset({ ...net.input, classes: 10 }, { train: 10, test: 5 })
  return { graph: graphOf(net), dataset, recipe: recipeWith({ batchSize: 5, ...change }), totalSteps: 4 }
}

function countOfParameters(net: Architecture): number {
  const graph = graphOf(net)
  return graph.layers.flatMap((layer) => parametersOf(graph, layer)).length
}

function native(request: ProgramRequest): TrainingProgram {
  const program = createNativeProgram(binding, 'native', request)
  open.push(program)
  return program
}

/** Names of what differs by more than `bound` of its largest value. */
function differences(actual: NetworkState, expected: NetworkState, bound: number): string[] {
  return [...expected].flatMap(([name, { values }]) => {
    const difference = relativeDifference(actual.get(name)?.values ?? [], values)
    return difference < bound ? [] : [`${name}: ${difference.toExponential(1)}`]
  })
}

describe.runIf(hasCompiler)('a step with our own kernels', () => {
  const nets: Record<string, () => Promise<Architecture> | Architecture> = {
    'ResNet-20, option A': () => preset('resnet-20', 8),
    'ResNet-20, option B, with 7 and 14 pixels a side': () => preset('resnet-20-b', 14),
    'plain-20': () => preset('plain-20', 8),
    bottlenecks: () => oneStage({ stride: 2 }, null, bottlenecks),
    'bottlenecks whose first convolution has the stride': () => oneStage({ stride: 2, strideIn: '1x1' }, null, bottlenecks),
    'a stem that ends in a max-pooling': () => oneStage({}, { kernel: 3, stride: 2, padding: 1 }),
    ...Object.fromEntries(Object.entries(blocks).map(([name, change]) => [name, () => oneStage(change)])),
  }
  const agrees = async (net: Architecture, directOf = (_: ProgramRequest): readonly string[] => []): Promise<void> => {
    const dataset = randomDataset({ ...net.input, classes: 10 }, { train: 5, test: 5 })
    const request = { ...requestOf(net), dataset }
    const own = native({ ...request, kernels, direct: new Set(directOf({ ...request, kernels })) })
    const eager = await createEagerProgram('eager', request)
    open.push(eager)
    expect(take(own, 0).loss).toBeCloseTo(take(eager, 0).loss, 4)
    expect(differences(own.readState(), eager.readState(), 1e-3)).toEqual([])
    const [evaluated, expected] = [await own.evaluate('test'), await eager.evaluate('test')]
    expect(evaluated.loss / expected.loss).toBeCloseTo(1, 3)
  }
  it.each(Object.entries(nets))('agrees with autodiff: %s', async (_name, architecture) => agrees(await architecture()))

  it('agrees with autodiff where some of the convolutions by Winograd are direct', () =>
    agrees(oneStage({}), (request) =>
      [...programPlan(request).kernels.convolutions].slice(1, 3).map((id) => request.graph.layers[id]?.name ?? ''),
    ))

  it('computes with them: every BN of ResNet-20, and every convolution of stride 1 but the first', async () => {
    const request = { ...requestOf(await preset('resnet-20', 8)), kernels }
    const { convolutions, runs } = programPlan(request).kernels
    const named = (ids: Iterable<number>): string[] => [...ids].map((id) => request.graph.layers[id]?.name ?? '')
    expect(runs.size).toBe(19)
    expect(named([...runs.values()].map(({ batchNorm }) => batchNorm))).toContain('stem.bn')
    expect(named(convolutions)).toHaveLength(16)
    expect(named(convolutions)).not.toContain('stem.conv')
  })

  const halves = { 'resnet-20': () => preset('resnet-20', 16), bottlenecks: () => oneStage({ stride: 2 }, null, bottlenecks) }
  it.each(Object.entries(halves))('stays near to the same step by TensorFlow in bfloat16: %s', async (_name, architecture) => {
    const request = requestOf(await architecture(), { precision: 'bfloat16' })
    const [own, other] = [native({ ...request, kernels }), native(request)]
    for (let step = 0; step < 3; step++) expect(take(own, step, 0.01).loss / take(other, step, 0.01).loss).toBeCloseTo(1, 1)
  })

  const again = { 'resnet-20': () => preset('resnet-20', 8), bottlenecks: () => oneStage({ stride: 2 }, null, bottlenecks) }
  it.each(Object.entries(again))('gives the same bits when activations are computed again: %s', async (_name, architecture) => {
    const net = await architecture()
    const trained = async (kind: 'off' | 'block' | 'stage'): Promise<string> => {
      const program = native({ ...requestOf(net, { activationCheckpointing: { kind } }), kernels })
      for (let step = 0; step < 3; step++) take(program, step)
      return digest(program.readState())
    }
    const kept = await trained('off')
    expect(await trained('block')).toBe(kept)
    expect(await trained('stage')).toBe(kept)
  })

  it('is the very same step when the network is measured in it, and what is measured agrees with TensorFlow', async () => {
    const request = requestOf(await preset('resnet-20', 8), { telemetryEvery: 1 })
    const [plain, measured, other] = [native({ ...request, kernels }), native({ ...request, kernels }), native(request)]
    take(plain, 0)
    const { telemetry } = measured.step({ step: 0, rate: 0.1, telemetry: true })
    expect(digest(measured.readState())).toBe(digest(plain.readState()))
    const expected = other.step({ step: 0, rate: 0.1, telemetry: true }).telemetry
    expect(relativeDifference(telemetry ?? [], expected ?? [])).toBeLessThan(1e-3)
    expect(measured.measureHistograms(1).length).toBe(other.measureHistograms(1).length)
  })

  it('leaves additions behind drop path to TensorFlow, and trains with it', async () => {
    const net = await preset('resnet-20', 8)
    const request = { ...requestOf(net, { dropPath: 0.8 }), kernels }
    expect([...programPlan(request).kernels.runs.values()].every(({ addition }) => addition === null)).toBe(true)
    expect(Number.isFinite(take(native(request), 0).loss)).toBe(true)
  })

  const optimizers = {
    momentum: { kind: 'sgd', momentum: 0.9, weightDecay: 0.01 },
    AdamW: { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-3, weightDecay: 0.1 },
    LARS: { kind: 'lars', momentum: 0.9, trust: 0.001, weightDecay: 0.01 },
  } satisfies Record<string, RecipeInput['optimizer']>
  const updatesOf = (net: Architecture, optimizer: RecipeInput['optimizer']): number[] => {
    const { nodes } = trainingGraph({ ...requestOf(net, { optimizer }), kernels }, { checked: false })
    expect(nodes.filter(({ op }) => op.startsWith('ResourceApply'))).toEqual([])
    const updates = nodes.filter(({ op }) => /^Stagecraft(Momentum|Adam|Lars)Updates$/.test(op))
    return updates.map(({ attr }) => (attr['N'] as { i: number }).i)
  }
  it.each(Object.entries(optimizers))('updates all parameters of a small network in one operation: %s', (_name, optimizer) => {
    const net = oneStage({})
    expect(updatesOf(net, optimizer)).toEqual([countOfParameters(net)])
  })

  it('updates those of a large one some at a time, so that few gradients wait', async () => {
    const net = await preset('resnet-18', 32)
    const updates = updatesOf(net, optimizers.momentum)
    expect(updates.reduce((all, some) => all + some)).toBe(countOfParameters(net))
    expect(updates.length).toBeGreaterThan(5)
    expect(updates.length).toBeLessThan(countOfParameters(net) / 2)
  })

  it.each(Object.entries(optimizers))(
    'leaves a step whose loss is not finite out of all of the state: %s',
    (_name, optimizer) => {
      const program = native({ ...requestOf(oneStage({}), { optimizer }), kernels })
      take(program, 0)
      const good = program.readState()
      const bad = structuredClone(good)
      bad.get('stem.conv.weights')?.values.fill(Infinity)
      program.writeState(bad)
      expect(take(program, 1).skipped).toBe(true)
      expect(digest(program.readState())).toBe(digest(bad))
      program.writeState(good)
      expect(take(program, 1).skipped).toBe(false)
      expect(digest(program.readState())).not.toBe(digest(good))
    },
  )

  it('says which layer gave numbers that are not finite', async () => {
    const request = { ...requestOf(await preset('resnet-20', 8)), kernels }
    const program = native(request)
    const state = program.readState()
    state.get('stage2.block1.conv2.weights')?.values.fill(Infinity)
    program.writeState(state)
    expect(program.findNotFinite(0)).toMatchObject({ layer: 'stage2.block1.conv2', where: 'weights' })
  })
})
