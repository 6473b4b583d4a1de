/** tfjs-node op by op: the same network in its ops, its autodiff, its momentum optimizer, or evaluated; no weight decay. The images are a tensor already. */
import type * as tfjs from '@tensorflow/tfjs'
import { parametersOf } from '../../../core/graph/analysis.ts'
import { eagerLoss, runEager } from '../../../core/tensorflow/eager-network.ts'
import { initialState } from '../../../core/tensorflow/initial-state.ts'
import { recipeWith } from '../../engine/native.ts'
import { givenWorkload } from '../workload.ts'
import { loadTfjsNode } from './tfjs-node.ts'
import { takeTurns, timed } from './turns.ts'

const workload = givenWorkload()
const { batch, dataset, graph, phase } = workload
const tf = loadTfjsNode()
const variables = new Map(
  [...initialState(graph, recipeWith(workload.recipe))]
    .filter(([name]) => !name.includes('/'))
    .map(([name, { shape, values }]) => [name, tf.variable(tf.tensor(values, [...shape]))]),
)
const trained = graph.layers.flatMap((layer) =>
  parametersOf(graph, layer).flatMap(({ name }) => variables.get(`${layer.name}.${name}`) ?? []),
)
const images = tf.randomNormal([batch, dataset.height, dataset.width, dataset.channels])
const labels = tf.randomUniform([batch], 0, dataset.classes.length, 'int32')
const optimizer = tf.train.momentum(0.01, 0.9)

function lossOf(training: boolean): tfjs.Scalar {
  return eagerLoss(tf, runEager(tf, graph, variables, images, training).scores, labels).loss as tfjs.Scalar
}

await takeTurns(
  { version: `tfjs-node ${tf.version['tfjs-core']}, eager`, parameters: trained.reduce((sum, { size }) => sum + size, 0) },
  timed(() => {
    tf.tidy(() => {
      if (phase === 'evaluation') return void lossOf(false).dataSync()
      const { value, grads } = tf.variableGrads(() => lossOf(true), trained)
      optimizer.applyGradients(grads as tfjs.NamedTensorMap & Record<string, tfjs.Variable>)
      value.dataSync()
    })
  }),
)
