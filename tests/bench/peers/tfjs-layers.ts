/**
 * tfjs-node's Layers API: `fit` or `evaluate` of a model of its own layers; only option A's shortcut, which it has not, is a small layer of ours. Momentum,
 * no weight decay. The images are a tensor already; `fit` cuts its batches from it. Strided convolutions pad as TensorFlow's SAME.
 */
import type * as tfjs from '@tensorflow/tfjs'
import type { Layer } from '../../../core/graph/layer-graph.ts'
import { sidesOf } from '../../../core/graph/map-shape.ts'
import type { ZeroPadShortcutConfig } from '../../../core/graph/layers/zero-pad-shortcut.ts'
import { givenWorkload } from '../workload.ts'
import { loadTfjsNode } from './tfjs-node.ts'
import { takeTurns, timed } from './turns.ts'

const { batch, dataset, graph, phase } = givenWorkload()
const tf = loadTfjsNode()

class ZeroPadShortcut extends tf.layers.Layer {
  static className = 'ZeroPadShortcut'
  readonly #config: ZeroPadShortcutConfig

  constructor(config: ZeroPadShortcutConfig) {
    super({})
    this.#config = config
  }

  override computeOutputShape(shape: tfjs.Shape): tfjs.Shape {
    const [count = null, rows, columns] = shape
    const { stride, width } = this.#config
    const kept = (side: number | null | undefined): number => Math.ceil((side ?? 0) / stride)
    return [count, kept(rows), kept(columns), width]
  }

  override call(inputs: tfjs.Tensor | tfjs.Tensor[]): tfjs.Tensor {
    const image = (Array.isArray(inputs) ? inputs[0] : inputs) as tfjs.Tensor4D
    const { stride, width } = this.#config
    const extra = width - image.shape[3]
    const before = Math.floor(extra / 2)
    return tf.tidy(() =>
      tf.pad(tf.avgPool(image, 1, stride, 'valid'), [
        [0, 0],
        [0, 0],
        [0, 0],
        [before, extra - before],
      ]),
    )
  }
}

/** The layer of tfjs for one of ours; null for the input. */
function layerOf(layer: Layer): tfjs.layers.Layer | null {
  switch (layer.kind) {
    case 'input':
      return null
    case 'conv': {
      const { width, kernel, stride, bias } = layer.config
      return tf.layers.conv2d({
        filters: width,
        kernelSize: [...sidesOf(kernel)],
        strides: stride,
        padding: 'same',
        useBias: bias,
      })
    }
    case 'batchNorm':
      return tf.layers.batchNormalization({ epsilon: 1e-5, momentum: 0.9 })
    case 'relu':
      return tf.layers.reLU()
    case 'add':
      return tf.layers.add()
    case 'maxPool':
      return tf.layers.maxPooling2d({ poolSize: layer.config.kernel, strides: layer.config.stride, padding: 'same' })
    case 'zeroPadShortcut':
      return new ZeroPadShortcut(layer.config)
    case 'globalAveragePool':
      return tf.layers.globalAveragePooling2d({})
    case 'flatten':
      return tf.layers.flatten()
    case 'linear':
      return tf.layers.dense({ units: layer.config.width })
    default:
      throw new Error(`This peer has no layer for ${layer.name}, a ${layer.kind}: compare networks of He et al. with it.`)
  }
}

function build(): tfjs.LayersModel {
  const { height, width, channels } = dataset
  const input = tf.input({ shape: [height, width, channels] })
  const outputs: tfjs.SymbolicTensor[] = []
  for (const layer of graph.layers) {
    const inputs = layer.inputs.map((id) => outputs[id] ?? input)
    const [first = input] = inputs
    outputs.push((layerOf(layer)?.apply(inputs.length > 1 ? inputs : first) ?? input) as tfjs.SymbolicTensor)
  }
  const model = tf.model({ inputs: input, outputs: outputs.at(-1) ?? input })
  const loss = (labels: tfjs.Tensor, scores: tfjs.Tensor): tfjs.Tensor => tf.losses.softmaxCrossEntropy(labels, scores)
  model.compile({ optimizer: tf.train.momentum(0.01, 0.9), loss })
  return model
}

/** Batches that the tensor of images holds; more steps are more epochs of them. */
const held = 4
const model = build()
const images = tf.randomNormal([held * batch, dataset.height, dataset.width, dataset.channels])
const labels = tf.oneHot(tf.randomUniform([held * batch], 0, dataset.classes.length, 'int32'), dataset.classes.length)

async function fit(count: number): Promise<number[]> {
  const times: number[] = []
  while (times.length < count) {
    const images_ = Math.min(held, count - times.length) * batch
    const [x, y] = [images.slice([0], [images_]), labels.slice([0], [images_])]
    let startedAt = performance.now()
    const onBatchEnd = (): void => {
      times.push(performance.now() - startedAt)
      startedAt = performance.now()
    }
    await model.fit(x, y, {
      batchSize: batch,
      epochs: 1,
      shuffle: false,
      verbose: 0,
      yieldEvery: 'never',
      callbacks: { onBatchEnd },
    })
    tf.dispose([x, y])
  }
  return times
}

const evaluate = timed(async () => {
  const [x, y] = [images.slice([0], [batch]), labels.slice([0], [batch])]
  const loss = model.evaluate(x, y, { batchSize: batch }) as tfjs.Scalar
  await loss.data()
  tf.dispose([x, y, loss])
})

const parameters = model.trainableWeights.reduce(
  (sum, { shape }) => sum + shape.reduce<number>((all, side) => all * (side ?? 1), 1),
  0,
)
const isTrained = phase === 'training'
await takeTurns(
  { version: `tfjs-node ${tf.version['tfjs-layers']}, Layers ${isTrained ? 'fit' : 'evaluate'}`, parameters },
  isTrained ? fit : evaluate,
)
