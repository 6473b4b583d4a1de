/** The loss around a network that is looked into: the network itself in the middle, and both checkpoints at the ends of the way between them. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { DecodedDataset } from '../../core/datasets/dataset.ts'
import { analyses } from '../../core/inspect/analyses.ts'
import { measuring } from '../../core/inspect/measuring.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { fittedPreset, inspectedNet, trainedState } from './inspected-net.ts'
import { nativeBinding, plainRecipe, randomDataset, recipeWith } from './native.ts'

let binding: Binding
let dataset: DecodedDataset
const size = { height: 8, width: 8, channels: 3, classes: 10 }
beforeAll(() => {
  binding = nativeBinding()
  dataset = randomDataset(size, { train: 40, test: 60 })
})

const quiet = (): Promise<void> => Promise.resolve()
const options = { split: 'test', images: 50, seed: 1 } as const

describe('the loss surface', () => {
  it('has the network itself in the middle, of a line and of a plane, and higher and lower around it', async () => {
    const graph = await fittedPreset('resnet-20', size)
    const { state } = await trainedState(binding, graph, dataset)
    const run = inspectedNet(binding, graph, dataset, state)
    const { result: here } = await measuring.predictions(run, options, quiet)
    const told: number[] = []
    const telling = (done: number, total: number): Promise<void> => Promise.resolve(void told.push(done / total))
    const line = await measuring.surface(run, { ...options, over: { kind: 'line', points: 5, span: 0.5 } }, telling)
    const plane = await measuring.surface(run, { ...options, over: { kind: 'plane', points: 3, span: 0.5 } }, quiet)
    expect(analyses.surface.result.parse(plane.result)).toEqual(plane.result)
    expect([line.images, plane.images]).toEqual([50, 50])
    expect(line.result.positions).toEqual([-0.5, -0.25, 0, 0.25, 0.5])
    expect(line.result.rows[0]?.[2]).toEqual({ loss: here.loss, error: here.error })
    expect(plane.result.rows.map((row) => row.length)).toEqual([3, 3, 3])
    expect(plane.result.rows[1]?.[1]).toEqual({ loss: here.loss, error: here.error })
    // The first direction is the same for both.
    expect(plane.result.rows[1]?.map(({ loss }) => loss)).toEqual([0, 2, 4].map((at) => line.result.rows[0]?.[at]?.loss))
    expect(new Set(plane.result.rows.flat().map(({ loss }) => loss)).size).toBe(9)
    expect(told).toEqual([0.2, 0.4, 0.6, 0.8, 1])
  })

  it('between two checkpoints has one at 0 and the other at 1', async () => {
    const graph = await fittedPreset('plain-20', size)
    const { state } = await trainedState(binding, graph, dataset)
    const { state: other } = await trainedState(binding, graph, dataset, recipeWith({ seed: 9 }))
    const run = inspectedNet(binding, graph, dataset, state, plainRecipe, new Map([[700, other]]))
    const { result } = await measuring.surface(run, { ...options, over: { kind: 'between', points: 5, step: 700 } }, quiet)
    const first = await measuring.predictions(run, options, quiet)
    const second = await measuring.predictions(inspectedNet(binding, graph, dataset, other), options, quiet)
    expect(result.positions).toEqual([-0.5, 0, 0.5, 1, 1.5])
    expect(result.rows[0]?.[1]?.loss).toBe(first.result.loss)
    expect(result.rows[0]?.[3]?.loss).toBe(second.result.loss)
  })
})
