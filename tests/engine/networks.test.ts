/** Whole networks: one step of the training graph against one of the eager interpreter, from the same weights and batch. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createEagerProgram } from '../../core/tensorflow/eager-program.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import type { NetworkState, ProgramRequest } from '../../core/tensorflow/program.ts'
import { disposedPrograms } from './disposed-programs.ts'
import { graphOf, nativeBinding, randomDataset, recipeWith, take, relativeDifference } from './native.ts'
import { wholeNets } from './whole-nets.ts'

let binding: Binding
beforeAll(() => {
  binding = nativeBinding()
})

const open = disposedPrograms()

/**
 * One batch is the whole training set, so both interpreters take the same images whatever their order. The gradient is read off the momentum
 * after one step from zero: v = g + λ w.
 */
describe('one step of a whole network agrees with autodiff', () => {
  for (const [name, architecture] of Object.entries(wholeNets)) {
    it(
      name,
      async () => {
        const net = await architecture()
        const dataset = randomDataset({ ...net.input, classes: 10 }, { train: 4, test: 4 })
        const request: ProgramRequest = { graph: graphOf(net), dataset, recipe: recipeWith({ batchSize: 4 }), totalSteps: 1 }
        const native = createNativeProgram(binding, 'native', request)
        const eager = await createEagerProgram('eager', request)
        open.push(native, eager)
        const actual = take(native, 0)
        const expected = take(eager, 0)
        expect(actual.loss).toBeCloseTo(expected.loss, 4)
        expect(actual.error).toBeCloseTo(expected.error, 6)
        expect(largestDifference(native.readState(), eager.readState())).toEqual([])
        const evaluated = await native.evaluate('test')
        const expectedEvaluation = await eager.evaluate('test')
        expect(evaluated.loss / expectedEvaluation.loss).toBeCloseTo(1, 3)
        expect(evaluated.error).toBeCloseTo(expectedEvaluation.error, 6)
      },
      120_000,
    )
  }
})

/** Names of what differs by more than 1e-4 of its largest value. */
function largestDifference(actual: NetworkState, expected: NetworkState): string[] {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort())
  return [...expected].flatMap(([name, { values }]) => {
    const difference = relativeDifference(actual.get(name)?.values ?? [], values)
    return difference < 1e-4 ? [] : [`${name}: ${difference.toExponential(1)}`]
  })
}
