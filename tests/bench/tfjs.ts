/** tfjs-node, op by op: the same network in its own ops, its autodiff, its momentum optimizer. */
import { createRequire } from 'node:module'
import util from 'node:util'
import type * as tfjs from '@tensorflow/tfjs-core'
import { eagerLoss, runEager } from '../../core/tensorflow/eager-network.ts'
import { initialState } from '../../core/tensorflow/initial-state.ts'
import { benchRequest } from './request.ts'
import { takeTurns } from './turns.ts'

// tfjs-node 4.22 calls two functions that Node 23 dropped.
Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined, isArray: Array.isArray })
const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node') as typeof tfjs & { train: typeof tfjs.train }

const [net = 'resnet-20', batchText = '128'] = process.argv.slice(2)
const batch = Number(batchText)
const { graph, dataset } = await benchRequest(net, batch)
const variables = new Map(
  [...initialState(graph, 1)]
    .filter(([name]) => !name.endsWith('/momentum'))
    .map(([name, { shape, values }]) => [name, tf.variable(tf.tensor(values, [...shape]))]),
)
const trained = [...variables].flatMap(([name, variable]) => (/\.(mean|variance)$/.test(name) ? [] : [variable]))
const images = tf.randomNormal([batch, dataset.height, dataset.width, dataset.channels])
const labels = tf.randomUniform([batch], 0, dataset.classes.length, 'int32')
const optimizer = tf.train.momentum(0.1, 0.9)

await takeTurns('tfjs-node 4.22.0, eager', () => {
  tf.tidy(() => {
    const { value, grads } = tf.variableGrads(
      () => eagerLoss(tf, runEager(tf, graph, variables, images, true).scores, labels).loss as tfjs.Scalar,
      trained,
    )
    optimizer.applyGradients(grads as tfjs.NamedTensorMap & Record<string, tfjs.Variable>)
    value.dataSync()
  })
})
