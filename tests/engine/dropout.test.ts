/** Dropout in whole trainings: its masks follow from seed, layer, pass and device alone, and evaluation does not know it. */
import { writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { GraphBuilder } from '../../core/graph/graph-builder.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'
import type { RecipeInput } from '../../core/recipe/recipe.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createEagerProgram } from '../../core/tensorflow/eager-program.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import type { ProgramRequest, TrainingProgram } from '../../core/tensorflow/program.ts'
import { disposedPrograms } from './disposed-programs.ts'
import { digest } from './determinism-run.ts'
import { drawn } from './drawn.ts'
import { nativeBinding, randomDataset, recipeWith, take } from './native.ts'
import { distance, eagerPasses, nativePasses } from './passes.ts'

const size = { height: 8, width: 8, channels: 3, classes: 10 }

/** Four residual blocks with dropout between their convolutions and, in every second one, on their shortcut. Rate 0: none. */
function netOf(rate: number): LayerGraph {
  const net = new GraphBuilder([size.height, size.width, size.channels])
  const conv = { kernel: 3, width: 6, stride: 1, padding: 1, bias: false }
  net.append('conv', 'stem.conv', conv, { part: 'stem' })
  for (const block of [1, 2, 3, 4]) {
    const name = `stage1.block${block}`
    const main = { part: 'stage', stage: 1, block, branch: 'main' } as const
    const start = net.last
    net.append('conv', `${name}.conv1`, conv, main)
    net.append('batchNorm', `${name}.bn1`, {}, main)
    net.append('relu', `${name}.relu1`, {}, main)
    if (rate > 0) net.append('dropout', `${name}.dropout`, { rate }, main)
    const branch = net.append('conv', `${name}.conv2`, conv, main)
    const dropped = rate > 0 && block % 2 === 0
    const shortcut = dropped ? net.appendTo([start], 'dropout', `${name}.skip`, { rate }, { ...main, branch: 'shortcut' }) : start
    net.appendTo([branch, shortcut], 'add', `${name}.add`, {}, main)
  }
  net.append('globalAveragePool', 'head.pool', {}, { part: 'head' })
  net.append('linear', 'head.fc', { width: size.classes }, { part: 'head' })
  return net.graph()
}

let binding: Binding
beforeAll(() => {
  binding = nativeBinding()
})

const open = disposedPrograms()

function requestOf(rate: number, change: Partial<RecipeInput> = {}, dataset = randomDataset(size)): ProgramRequest {
  return { graph: netOf(rate), dataset, recipe: recipeWith(change), totalSteps: 10 }
}

function program(request: ProgramRequest): TrainingProgram {
  const made = createNativeProgram(binding, 'native', request)
  open.push(made)
  return made
}

/** Three steps: losses, and all that was learned. */
function trained(request: ProgramRequest): { losses: number[]; state: string } {
  const made = program(request)
  return { losses: [0, 1, 2].map((step) => take(made, step).loss), state: digest(made.readState()) }
}

describe('to the bit', () => {
  it('two runs of a seed are equal, and those of two seeds are not', () => {
    expect(trained(requestOf(0.5))).toEqual(trained(requestOf(0.5)))
    expect(trained(requestOf(0.5, { seed: 8 })).losses).not.toEqual(trained(requestOf(0.5)).losses)
  })

  it('a run goes on from a saved state as if it had not been interrupted', () => {
    const request = requestOf(0.5)
    const whole = program(request)
    take(whole, 0)
    const state = whole.readState()
    const resumed = program(request)
    resumed.writeState(state)
    expect(take(resumed, 1).loss).toBe(take(whole, 1).loss)
    expect(digest(resumed.readState())).toBe(digest(whole.readState()))
  })

  it.each(['float32', 'bfloat16'] as const)('what is computed again leaves out the same numbers, in %s', (precision) => {
    const request = requestOf(0.5, { precision })
    const off = trained(request)
    for (const kind of ['block', 'stage'] as const) {
      const recipe = recipeWith({ precision, activationCheckpointing: { kind } })
      expect(trained({ ...request, recipe }), kind).toEqual(off)
    }
  })
})

describe('the numbers drawn', () => {
  const shape = [50, 8, 8, 6]
  const of = (change: { seed?: number; pass?: number; replica?: number }, layer = 'a'): Float32Array =>
    drawn(binding, { seed: 7, ...change }, layer, shape)

  it('are uniform from 0 to below 1, and others for each seed, pass, device and layer', () => {
    const numbers = of({})
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true)
    for (const rate of [0.1, 0.5, 0.9]) {
      const share = numbers.filter((number) => number < rate).length / numbers.length
      expect(Math.abs(share - rate)).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / numbers.length))
    }
    const others = [of({ seed: 8 }), of({ pass: 1 }), of({ replica: 1 }), of({}, 'b')]
    for (const other of others) {
      const equal = other.filter((number, index) => number === numbers[index]).length
      expect(equal / numbers.length).toBeLessThan(0.001)
    }
  })

  it('are each device’s own, over its part of the batch', async () => {
    const graph = netOf(0.5)
    const actual = nativePasses(binding, graph, 8, { devices: ['/CPU:0', '/CPU:0'] })
    const expected = await eagerPasses(graph, 8, 2)
    expect(actual.loss).toBeCloseTo(expected.loss, 5)
    for (const [parameter, gradient] of expected.gradients)
      expect(distance(actual.gradients.get(parameter) ?? [], gradient), parameter).toBeLessThan(1e-4)
  })

  it('are other ones in each micro-batch: of equal images, a step’s loss is the mean of two different ones', () => {
    const dataset = randomDataset(size)
    writeFileSync(dataset.train.imagesFile, new Uint8Array(dataset.train.count * 8 * 8 * 3).fill(200))
    writeFileSync(dataset.train.labelsFile, new Uint8Array(dataset.train.count * 4))
    const both = take(program(requestOf(0.5, { accumulation: 2 }, dataset)), 0).loss
    const [first, second] = [0, 1].map((step) => take(program(requestOf(0.5, {}, dataset)), step).loss)
    expect(Math.abs((first ?? 0) - (second ?? 0))).toBeGreaterThan(0.001)
    expect(both).toBeCloseTo(((first ?? 0) + (second ?? 0)) / 2, 5)
  })
})

it('evaluation is that of the net without it, in both interpreters', async () => {
  const dataset = randomDataset(size)
  const without = program(requestOf(0, {}, dataset))
  const expected = await without.evaluate('test')
  expect(await program(requestOf(0.5, {}, dataset)).evaluate('test')).toEqual(expected)
  const eager = await createEagerProgram('eager', requestOf(0.5, {}, dataset))
  open.push(eager)
  expect((await eager.evaluate('test')).loss).toBeCloseTo(expected.loss, 4)
})

it('the eager interpreter draws the same numbers for a step again, and others for the next', async () => {
  const request = requestOf(0.5)
  const losses: number[][] = []
  for (let run = 0; run < 2; run++) {
    const eager = await createEagerProgram('eager', request)
    open.push(eager)
    losses.push([0, 1].map((step) => eager.step({ step, rate: 0, telemetry: false }).loss))
    eager.dispose()
    open.pop()
  }
  expect(losses[0]).toEqual(losses[1])
  const without = await createEagerProgram('eager', { ...request, graph: netOf(0) })
  open.push(without)
  expect(Math.abs(without.step({ step: 0, rate: 0, telemetry: false }).loss - (losses[0]?.[0] ?? 0))).toBeGreaterThan(0.001)
})
