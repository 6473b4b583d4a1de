/**
 * A training program in tfjs's op-by-op engine on its plain JavaScript backend. It needs nothing but Node: the fallback where no native
 * TensorFlow is, and the oracle of the training graph. Its data order, crops and flips follow the seed too, with other random numbers.
 */
import * as tf from '@tensorflow/tfjs'
import type { EagerTensor } from '../graph/eager-layer.ts'
import { parametersOf, statisticsOf } from '../graph/analysis.ts'
import type { LossAndError, NetworkState, ProgramRequest, TrainingProgram } from '../training/program.ts'
import { learningRate } from '../training/schedule.ts'
import { EagerSplit, eagerOrder, type EagerBatch } from './eager-data.ts'
import { eagerLoss, runEager } from './eager-network.ts'
import { initialState, momentumOf } from './initial-state.ts'

const evaluationBatch = 100

export async function createEagerProgram(device: string, request: ProgramRequest): Promise<TrainingProgram> {
  await tf.setBackend('cpu')
  const { graph, recipe, dataset } = request
  const { batchSize, seed } = recipe
  const train = new EagerSplit(dataset, dataset.train)
  const test = new EagerSplit(dataset, dataset.test)
  const parameterNames = graph.layers.flatMap((layer) => parametersOf(graph, layer).map(({ name }) => `${layer.name}.${name}`))
  const statisticNames = graph.layers.flatMap((layer) => statisticsOf(graph, layer).map(({ name }) => `${layer.name}.${name}`))
  const variables = new Map<string, tf.Variable>()
  const momenta = new Map<string, tf.Variable>()

  const variable = (variables: ReadonlyMap<string, tf.Variable>, name: string): tf.Variable => {
    const found = variables.get(name)
    if (found === undefined) throw new RangeError(`The network has no "${name}".`)
    return found
  }
  const imageTensor = ({ images, count }: EagerBatch): EagerTensor =>
    tf.tensor4d(images, [count, dataset.height, dataset.width, dataset.channels])

  const orders = new Map<number, Int32Array>()
  const orderOf = (epoch: number): Int32Array => {
    const order = orders.get(epoch) ?? eagerOrder(seed, epoch, train.count)
    for (const old of orders.keys()) if (old < epoch - 1) orders.delete(old)
    orders.set(epoch, order)
    return order
  }
  const indicesOf = (step: number): Int32Array =>
    Int32Array.from({ length: batchSize }, (_, index) => {
      const position = step * batchSize + index
      return orderOf(Math.floor(position / train.count))[position % train.count] ?? 0
    })

  const program: TrainingProgram = {
    device,
    step(step): LossAndError {
      const batch = train.augmented(indicesOf(step), step, recipe)
      return tf.tidy(() => {
        const labels = tf.tensor1d(batch.labels, 'int32')
        let error: EagerTensor | null = null
        let statistics: ReadonlyMap<string, EagerTensor> = new Map()
        const trained = parameterNames.map((name) => variable(variables, name))
        const { value, grads } = tf.variableGrads(() => {
          const pass = runEager(tf, graph, variables, imageTensor(batch), true)
          const means = eagerLoss(tf, pass.scores, labels)
          error = tf.keep(means.error)
          statistics = new Map([...pass.statistics].map(([name, next]) => [name, tf.keep(next)]))
          return means.loss as tf.Scalar
        }, trained)
        sgdStep(grads, learningRate(recipe, step))
        for (const [name, next] of statistics) {
          variable(variables, name).assign(next)
          next.dispose()
        }
        const result = { loss: scalar(value), error: error === null ? NaN : scalar(error) }
        tf.dispose(error ?? [])
        return result
      })
    },
    async evaluate(onProgress): Promise<LossAndError> {
      let loss = 0
      let error = 0
      for (let from = 0; from < test.count; from += evaluationBatch) {
        const batch = test.inOrder(from, evaluationBatch)
        tf.tidy(() => {
          const { scores } = runEager(tf, graph, variables, imageTensor(batch), false)
          const means = eagerLoss(tf, scores, tf.tensor1d(batch.labels, 'int32'))
          loss += scalar(means.loss) * batch.count
          error += scalar(means.error) * batch.count
        })
        await onProgress?.(from + batch.count)
      }
      return { loss: loss / test.count, error: error / test.count }
    },
    readState() {
      const state: NetworkState = new Map()
      const put = (name: string, value: tf.Variable): void => {
        state.set(name, { shape: value.shape, values: new Float32Array(value.dataSync()) })
      }
      for (const [name, value] of variables) put(name, value)
      for (const [name, value] of momenta) put(momentumOf(name), value)
      return state
    },
    writeState(state) {
      for (const name of [...parameterNames, ...statisticNames]) assign(variables, name, state, name)
      for (const name of parameterNames) assign(momenta, name, state, momentumOf(name))
    },
    dispose() {
      tf.dispose([...variables.values(), ...momenta.values()])
    },
  }

  function sgdStep(gradients: Record<string, EagerTensor>, rate: number): void {
    for (const name of parameterNames) {
      const weights = variable(variables, name)
      const momentum = variable(momenta, name)
      const gradient = gradients[weights.name]
      if (gradient === undefined) throw new Error(`tfjs gave no gradient for "${name}".`)
      const decayed = tf.add(gradient, tf.mul(weights, recipe.optimizer.weightDecay))
      momentum.assign(tf.add(tf.mul(momentum, recipe.optimizer.momentum), decayed))
      weights.assign(tf.sub(weights, tf.mul(momentum, rate)))
    }
  }

  function assign(into: Map<string, tf.Variable>, name: string, state: NetworkState, key: string): void {
    const entry = state.get(key)
    if (entry === undefined) throw new RangeError(`The state lacks "${key}": it belongs to another network.`)
    const value = tf.tensor(entry.values, [...entry.shape])
    const known = into.get(name)
    if (known === undefined) into.set(name, tf.variable(value, true))
    else known.assign(value)
    value.dispose()
  }

  program.writeState(initialState(graph, seed))
  return program
}

function scalar(tensor: EagerTensor): number {
  return tensor.dataSync()[0] ?? NaN
}
