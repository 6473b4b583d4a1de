/** One seed gives one result: to the last bit, in one process and in another, and whichever step is done first. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { runtimeLocation, trainerEnvironment } from '../../core/tensorflow/runtime-location.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import { batchPositions, batchSpan } from '../../core/tensorflow/data-order.ts'
import { initialState } from '../../core/tensorflow/initial-state.ts'
import type { NetworkState } from '../../core/tensorflow/program.ts'
import { nativeBinding, plainRecipe, take } from './native.ts'
import { determinismRequest, digest } from './determinism-run.ts'

let binding: Binding
beforeAll(() => {
  binding = nativeBinding()
})

const steps = 5

async function trained(seed: number): Promise<string> {
  const program = createNativeProgram(binding, 'native', await determinismRequest(seed))
  for (let step = 0; step < steps; step++) take(program, step)
  const result = digest(program.readState())
  program.dispose()
  return result
}

describe('a run', () => {
  it('gives the same weights to the last bit, here and in a process of its own', async () => {
    const first = await trained(3)
    expect(await trained(3)).toBe(first)
    const script = fileURLToPath(new URL('./determinism-run.ts', import.meta.url))
    const environment = trainerEnvironment(runtimeLocation())
    expect(execFileSync(process.execPath, [script, '3', String(steps)], { env: environment, encoding: 'utf8' }).trim()).toBe(
      first,
    )
  })

  it('differs with another seed', async () => {
    expect(await trained(4)).not.toBe(await trained(3))
  })

  it('continues exactly from a state and a step number alone', async () => {
    const request = await determinismRequest(3)
    const whole = createNativeProgram(binding, 'native', request)
    for (let step = 0; step < 3; step++) take(whole, step)
    const state: NetworkState = whole.readState()
    const rest = [3, 4].map((step) => take(whole, step).loss)
    const resumed = createNativeProgram(binding, 'native', request)
    resumed.writeState(state)
    expect([3, 4].map((step) => take(resumed, step).loss)).toEqual(rest)
    expect(digest(resumed.readState())).toBe(digest(whole.readState()))
    whole.dispose()
    resumed.dispose()
  })
})

describe('initial weights', () => {
  it('are normal with std √(2 / fan-in) (He et al. 2015) and keyed by seed', async () => {
    const { graph } = await determinismRequest(3)
    const state = initialState(graph, { ...plainRecipe, seed: 3 })
    const values = state.get('stage3.block3.conv2.weights')?.values ?? new Float32Array()
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
    const expected = Math.sqrt(2 / (3 * 3 * 64))
    expect(values.length).toBe(3 * 3 * 64 * 64)
    // Four standard errors of the mean and of the std.
    expect(Math.abs(mean)).toBeLessThan((4 * expected) / Math.sqrt(values.length))
    expect(Math.abs(std / expected - 1)).toBeLessThan(4 / Math.sqrt(2 * values.length))
    expect(initialState(graph, { ...plainRecipe, seed: 3 }).get('stem.conv.weights')).toEqual(state.get('stem.conv.weights'))
    expect(initialState(graph, { ...plainRecipe, seed: 4 }).get('stem.conv.weights')).not.toEqual(state.get('stem.conv.weights'))
  })
})

describe('the order of images', () => {
  it('takes every place of every epoch once, batches reaching into the next epoch', () => {
    const [batchSize, count] = [32, 100]
    const seen = new Map<number, number>()
    for (let step = 0; step < 25; step++) {
      const { firstEpoch, lastEpoch } = batchSpan(step, batchSize, count)
      expect(lastEpoch - firstEpoch).toBeLessThanOrEqual(1)
      batchPositions(step, batchSize, count).forEach((position, index) => {
        const epoch = Math.floor((step * batchSize + index) / count)
        expect(position).toBe((epoch % 2) * count + ((step * batchSize + index) % count))
        seen.set(epoch * count + (position % count), (seen.get(epoch * count + (position % count)) ?? 0) + 1)
      })
    }
    expect(seen.size).toBe(800)
    expect(new Set(seen.values())).toEqual(new Set([1]))
  })
})
