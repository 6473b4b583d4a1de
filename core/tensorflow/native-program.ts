/** A training program on native TensorFlow: the training graph in a session, and the little that has to be done around it. */
import type { LossAndError, NetworkState, ProgramRequest, TrainingProgram } from '../training/program.ts'
import { learningRate } from '../training/schedule.ts'
import type { Binding } from './binding.ts'
import { batchPositions, batchSpan } from './data-order.ts'
import { initialState } from './initial-state.ts'
import { Session, type Feed } from './session.ts'
import { flatten, unflatten } from './state-graph.ts'
import { trainingGraph } from './training-graph.ts'

/**
 * Builds the graph, loads it and the data set, and sets the initial weights.
 * Throws a RangeError when a batch is larger than the training set: an image would come twice in one batch.
 */
export function createNativeProgram(binding: Binding, device: string, request: ProgramRequest): TrainingProgram {
  const { graph, recipe, dataset } = request
  const { batchSize, seed } = recipe
  const trainCount = dataset.train.count
  const testCount = dataset.test.count
  if (batchSize > trainCount) {
    throw new RangeError(
      `A batch of ${batchSize} is larger than the training set of ${trainCount} images. Choose a smaller batch.`,
    )
  }
  const { nodes, state, evaluationBatch } = trainingGraph(request)
  const session = new Session(binding, nodes)
  session.run('load')

  /** Epochs whose permutations stand in row 0 and row 1. */
  const shuffled: [number, number] = [-1, -1]
  const shuffle = (epoch: number): void => {
    const row = epoch % 2 === 0 ? 0 : 1
    if (shuffled[row] === epoch) return
    session.run(`shuffle${row}`, { epoch: int(epoch) })
    shuffled[row] = epoch
  }

  const program: TrainingProgram = {
    device,
    step(step): LossAndError {
      const { firstEpoch, lastEpoch } = batchSpan(step, batchSize, trainCount)
      shuffle(firstEpoch)
      shuffle(lastEpoch)
      const [loss = NaN, error = NaN] = session.run('train', {
        step: int(step),
        positions: { shape: [batchSize], values: batchPositions(step, batchSize, trainCount) },
        rate: { shape: [], values: Float32Array.of(learningRate(recipe, step)) },
      })
      return { loss, error }
    },
    async evaluate(onProgress): Promise<LossAndError> {
      let loss = 0
      let wrong = 0
      for (let from = 0; from < testCount; from += evaluationBatch) {
        const [batchLoss = NaN, batchWrong = NaN] = session.run('evaluate', { from: int(from) })
        loss += batchLoss
        wrong += batchWrong
        await onProgress?.(Math.min(from + evaluationBatch, testCount))
      }
      return { loss: loss / testCount, error: wrong / testCount }
    },
    readState: () => unflatten(state, session.run('readState')),
    writeState(values: NetworkState) {
      session.run('writeState', { state: { shape: [state.length], values: flatten(state, values) } })
    },
    dispose: () => session.dispose(),
  }
  program.writeState(initialState(graph, seed))
  return program
}

function int(value: number): Feed {
  return { shape: [], values: Int32Array.of(value) }
}
