/**
 * A training program in tfjs's op-by-op engine on its plain JavaScript backend. It needs nothing but Node: the fallback where no native
 * TensorFlow is, and the oracle of the training graph. Its order, crops, flips and erasing follow the seed too, with other random numbers.
 */
import * as tf from '@tensorflow/tfjs'
import type { EagerTensor } from '../graph/eager-layer.ts'
import { parametersOf, statisticsOf } from '../graph/analysis.ts'
import { size } from '../graph/tensors.ts'
import { valueOf } from '../graph/value-of.ts'
import {
  evaluationOf,
  lossAndError,
  type Evaluation,
  type ProgramRequest,
  type Split,
  type StepRequest,
  type TrainingProgram,
} from './program.ts'
import { EagerSplit, eagerOrder, type EagerBatch } from './eager-data.ts'
import { drawnFor } from './network.ts'
import { eagerBeyondFive, eagerLoss, eagerMixed, eagerTargets, runEager, type EagerUniform } from './eager-network.ts'
import { averageOf, initialState, slotOf, updatesName } from './initial-state.ts'
import { isDecayed } from './optimizers/optimizer-rule.ts'
import { optimizerRuleOf } from './optimizers/optimizers.ts'
import { randomKey, uniformShares } from './random-keys.ts'
import { averagingShare, holdOut, mixupShare, survivalChances, survivors } from './step-draws.ts'

const evaluationBatch = 100

/** Gradients and means of a pass, or of several averaged. */
interface EagerGradients {
  readonly gradients: ReadonlyMap<string, EagerTensor>
  readonly loss: number
  readonly error: number
}

export async function createEagerProgram(device: string, request: ProgramRequest): Promise<TrainingProgram> {
  await tf.setBackend('cpu')
  const { graph, recipe, dataset, totalSteps } = request
  const { batchSize, accumulation, seed } = recipe
  const rule = optimizerRuleOf(recipe.optimizer)
  const train = new EagerSplit(dataset, dataset.train)
  const test = new EagerSplit(dataset, dataset.test)
  const heldOut = holdOut(recipe, train.count)
  const chances = survivalChances(graph, recipe)
  const parameterNames = graph.layers.flatMap((layer) => parametersOf(graph, layer).map(({ name }) => `${layer.name}.${name}`))
  const statisticNames = graph.layers.flatMap((layer) => statisticsOf(graph, layer).map(({ name }) => `${layer.name}.${name}`))
  const variables = new Map<string, tf.Variable>()

  const variable = (name: string): tf.Variable => valueOf(variables, name)
  const imageTensor = ({ images, count }: EagerBatch): EagerTensor =>
    tf.tensor4d(images, [count, dataset.height, dataset.width, dataset.channels])

  const orders = new Map<number, Int32Array>()
  const orderOf = (epoch: number): Int32Array => {
    const order = orders.get(epoch) ?? eagerOrder(seed, epoch, heldOut.train.length)
    for (const old of orders.keys()) if (old < epoch - 1) orders.delete(old)
    orders.set(epoch, order)
    return order
  }
  const indicesOf = (pass: number): Int32Array =>
    Int32Array.from({ length: batchSize }, (_, index) => {
      const position = pass * batchSize + index
      const { length } = heldOut.train
      return heldOut.train[orderOf(Math.floor(position / length))[position % length] ?? 0] ?? 0
    })

  /** What layers draw in a pass: the same numbers each time. */
  const uniformOf =
    (pass: number): EagerUniform =>
    (layer, shape) =>
      tf.tensor(uniformShares(randomKey(randomKey(seed, drawnFor(layer)), `pass ${pass}`), size(shape)), [...shape])

  /** Gradients of one batch; BN statistics move. What it gives has to be disposed of. */
  function backward(pass: number): EagerGradients {
    const batch = train.augmented(indicesOf(pass), pass, recipe)
    const own = mixupShare(recipe, pass)
    const taking = survivors(seed, pass, chances)
    const factors = new Map([...chances.keys()].map((id, index) => [id, taking[index] ?? 1]))
    let error = NaN
    const { value, grads } = tf.variableGrads(() => {
      const image = imageTensor(batch)
      const mixed = own < 1 ? eagerMixed(tf, image, own) : image
      const { scores, statistics } = runEager(tf, graph, variables, mixed, true, factors, uniformOf(pass))
      const labels = tf.tensor1d(batch.labels, 'int32')
      const targets = eagerTargets(tf, labels, dataset.classes.length, recipe.labelSmoothing, own)
      const means = eagerLoss(tf, scores, labels, targets)
      error = scalar(means.error)
      for (const [name, next] of statistics) variable(name).assign(next)
      return means.loss as tf.Scalar
    }, parameterNames.map(variable))
    const gradients = new Map(parameterNames.map((name) => [name, gradientOf(grads, variable(name).name, name)]))
    return { gradients, loss: scalar(value), error }
  }

  /** Over all passes of a step, as means. */
  function averaged(step: number): EagerGradients {
    const passes = Array.from({ length: accumulation }, (_, index) => backward(step * accumulation + index))
    const mean = (of: (pass: EagerGradients) => number): number => passes.reduce((sum, pass) => sum + of(pass), 0) / passes.length
    const gradients = new Map(
      parameterNames.map((name) => {
        const each = passes.map((pass) => gradientOf(Object.fromEntries(pass.gradients), name, name))
        return [name, each.length === 1 ? gradientOf(each, '0', name) : tf.div(tf.addN(each), each.length)]
      }),
    )
    return { gradients, loss: mean(({ loss }) => loss), error: mean(({ error: part }) => part) }
  }

  function update(gradients: ReadonlyMap<string, EagerTensor>, rate: number, done: number): void {
    const updates = rule.counts ? scalar(variable(updatesName)) + 1 : 0
    if (rule.counts) variable(updatesName).assign(tf.scalar(updates))
    for (const [name, gradient] of gradients) {
      const next = rule.eager(
        tf,
        recipe.optimizer,
        { rate, updates },
        {
          value: variable(name),
          slots: Object.fromEntries(rule.slots.map((slot) => [slot, variable(slotOf(name, slot))])),
          gradient,
          decayed: isDecayed(recipe.optimizer, name),
        },
      )
      variable(name).assign(next.value)
      for (const [slot, value] of Object.entries(next.slots)) variable(slotOf(name, slot)).assign(value)
    }
    if (recipe.averaging.kind === 'none') return
    const share = averagingShare(recipe, done, totalSteps)
    for (const name of [...parameterNames, ...statisticNames]) {
      const average = variable(averageOf(name))
      average.assign(tf.add(average, tf.mul(tf.sub(variable(name), average), share)))
    }
  }

  const program: TrainingProgram = {
    device,
    usesGpu: false,
    outliers: [],
    step({ step, rate }: StepRequest) {
      return tidied(() => {
        const kept = statisticNames.map((name) => [name, tf.clone(variable(name))] as const)
        const { gradients, loss, error } = averaged(step)
        const norm = recipe.gradientClip === null ? 0 : globalNorm([...gradients.values()])
        const skipped = !Number.isFinite(loss) || !Number.isFinite(norm)
        if (skipped) for (const [name, before] of kept) variable(name).assign(before)
        else update(recipe.gradientClip === null ? gradients : clipped(gradients, norm, recipe.gradientClip), rate, step + 1)
        return { ...lossAndError(loss, error), skipped, telemetry: null }
      })
    },
    async evaluate(split: Split, onProgress): Promise<Evaluation> {
      const count = split === 'test' ? test.count : heldOut.validation.length
      const averages = new Map([...variables].map(([name, value]) => [name, variables.get(averageOf(name)) ?? value]))
      const sums = { loss: 0, wrong: 0, beyondFive: 0 }
      for (let from = 0; from < count; from += evaluationBatch) {
        const batch =
          split === 'test'
            ? test.inOrder(from, evaluationBatch)
            : train.unchanged(heldOut.validation.subarray(from, from + evaluationBatch))
        tf.tidy(() => {
          const { scores } = runEager(tf, graph, averages, imageTensor(batch), false, chances)
          const labels = tf.tensor1d(batch.labels, 'int32')
          const means = eagerLoss(tf, scores, labels)
          sums.loss += scalar(means.loss) * batch.count
          sums.wrong += scalar(means.error) * batch.count
          sums.beyondFive += scalar(eagerBeyondFive(tf, scores, labels))
        })
        await onProgress?.(from + batch.count)
      }
      return evaluationOf(sums, count, dataset.classes.length)
    },
    measureHistograms: () => [],
    findNotFinite(step) {
      return tidied(() => {
        const isBad = (tensor: EagerTensor): boolean => !tensor.dataSync().every(Number.isFinite)
        for (let pass = step * accumulation; pass < (step + 1) * accumulation; pass++) {
          const image = imageTensor(train.augmented(indicesOf(pass), pass, recipe))
          const { outputs } = runEager(tf, graph, variables, image, true, new Map(), uniformOf(pass))
          for (const layer of graph.layers) {
            const own = parametersOf(graph, layer).map(({ name }) => variable(`${layer.name}.${name}`))
            if (own.some(isBad)) return { layer: layer.name, where: 'weights' } as const
            const output = outputs[layer.id]
            if (output !== undefined && isBad(output)) return { layer: layer.name, where: 'output' } as const
          }
          const kept = statisticNames.map((name) => [name, tf.clone(variable(name))] as const)
          const { gradients } = backward(pass)
          for (const [name, before] of kept) variable(name).assign(before)
          const bad = parameterNames.toReversed().find((name) => isBad(gradients.get(name) ?? tf.scalar(NaN)))
          if (bad !== undefined) return { layer: bad.slice(0, bad.lastIndexOf('.')), where: 'gradient' } as const
        }
        return null
      })
    },
    readState() {
      return new Map(
        [...variables].map(([name, value]) => [name, { shape: value.shape, values: new Float32Array(value.dataSync()) }]),
      )
    },
    writeState(state) {
      for (const [name, { shape }] of initialState(graph, recipe)) {
        const entry = state.get(name)
        if (entry === undefined) throw new RangeError(`The state lacks "${name}": it belongs to another network.`)
        const value = tf.tensor(entry.values, [...shape])
        const known = variables.get(name)
        if (known === undefined) variables.set(name, tf.variable(value, true))
        else known.assign(value)
        value.dispose()
      }
    },
    dispose() {
      tf.dispose([...variables.values()])
    },
  }
  program.writeState(initialState(graph, recipe))
  return program
}

/** Disposes of all that `work` made and no variable holds. */
function tidied<T>(work: () => T): T {
  tf.engine().startScope()
  try {
    return work()
  } finally {
    tf.engine().endScope()
  }
}

function gradientOf(gradients: Readonly<Record<string, EagerTensor>> | EagerTensor[], key: string, name: string): EagerTensor {
  const gradient = (gradients as Readonly<Record<string, EagerTensor | undefined>>)[key]
  if (gradient === undefined) throw new Error(`tfjs gave no gradient for "${name}".`)
  return gradient
}

function globalNorm(gradients: readonly EagerTensor[]): number {
  return Math.sqrt(gradients.reduce((sum, gradient) => sum + scalar(tf.sum(tf.square(gradient))), 0))
}

/** As PyTorch's clip_grad_norm_. */
function clipped(gradients: ReadonlyMap<string, EagerTensor>, norm: number, largest: number): Map<string, EagerTensor> {
  const factor = Math.min(1, largest / (norm + 1e-6))
  return new Map([...gradients].map(([name, gradient]) => [name, tf.mul(gradient, factor)]))
}

function scalar(tensor: EagerTensor): number {
  return tensor.dataSync()[0] ?? NaN
}
