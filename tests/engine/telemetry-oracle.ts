/**
 * What a step shows inside a network, by tfjs alone: eager ops and autodiff that nobody here wrote, with the definitions of
 * core/graph/telemetry.ts spelled out number by number in double precision.
 */
import * as tf from '@tensorflow/tfjs'
import { ruleOf } from '../../core/graph/analysis.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'
import { residualBlocks, weightedLayers, type Reader } from '../../core/graph/residual-blocks.ts'

export interface EagerView {
  /** Gradients of the mean loss by every parameter, by name. */
  readonly gradients: ReadonlyMap<string, ArrayLike<number>>
  /** Output of every layer, by id. */
  readonly outputs: readonly ArrayLike<number>[]
  /** Gradients by x that go back through one layer that reads it, by `keyOf` that. */
  readonly back: ReadonlyMap<string, ArrayLike<number>>
}

/**
 * One forward and backward pass. What goes back through one reader of x alone is the gradient by a zero that is added to x where that layer
 * reads it.
 */
export function eagerView(
  graph: LayerGraph,
  values: ReadonlyMap<string, tf.Tensor>,
  image: tf.Tensor,
  loss: (scores: tf.Tensor) => tf.Scalar,
): EagerView {
  const parameters = [...values].filter(([name]) => !/\.(mean|variance)$/.test(name))
  const readers = residualBlocks(graph).flatMap(({ branchReaders, shortcutReaders }) => [...branchReaders, ...shortcutReaders])
  const zeros = readers.map((reader) => {
    const source = graph.layers[graph.layers[reader.layer]?.inputs[reader.input] ?? 0]
    return tf.zeros([image.shape[0] ?? 0, ...(source?.outputShape ?? [])])
  })
  const outputs: tf.Tensor[] = []
  const run = (...trained: tf.Tensor[]): tf.Scalar => {
    outputs.length = 0
    const current = new Map(values)
    parameters.forEach(([name], index) => current.set(name, trained[index] ?? image))
    for (const layer of graph.layers) {
      const inputs = layer.kind === 'input' ? [image] : layer.inputs.map((id) => outputs[id] ?? image)
      readers.forEach((reader, index) => {
        if (reader.layer === layer.id)
          inputs[reader.input] = tf.add(inputs[reader.input] ?? image, trained[parameters.length + index] ?? 0)
      })
      const value = (name: string): tf.Tensor => current.get(`${layer.name}.${name}`) ?? image
      outputs.push(
        ruleOf(layer).eager(tf, {
          config: layer.config,
          inputs,
          training: true,
          parameter: value,
          statistic: value,
          updateStatistic: () => undefined,
          uniform: () => {
            throw new Error('No layer of these nets draws.')
          },
        }),
      )
    }
    return loss(outputs[outputs.length - 1] ?? image)
  }
  const { grads } = tf.valueAndGrads(run)([...parameters.map(([, value]) => value), ...zeros])
  const numbers = grads.map((gradient) => gradient.dataSync())
  return {
    gradients: new Map(parameters.map(([name], index) => [name, numbers[index] ?? []])),
    outputs: outputsOf(run, [...parameters.map(([, value]) => value), ...zeros], outputs),
    back: new Map(readers.map((reader, index) => [keyOf(reader), numbers[parameters.length + index] ?? []])),
  }
}

const keyOf = ({ layer, input }: Reader): string => `${layer} ${input}`

/** tfjs frees what a gradient's forward pass made: it is run once more to be looked at. */
function outputsOf(run: (...trained: tf.Tensor[]) => tf.Scalar, trained: tf.Tensor[], outputs: tf.Tensor[]): ArrayLike<number>[] {
  run(...trained)
  return outputs.map((output) => output.dataSync())
}

export interface StepSeen {
  readonly graph: LayerGraph
  /** One for each part of the batch. */
  readonly views: readonly EagerView[]
  readonly before: ReadonlyMap<string, ArrayLike<number>>
  readonly after: ReadonlyMap<string, ArrayLike<number>>
}

/** The number of each quantity and layer, as `quantity of`. */
export function expectedTelemetry({ graph, views, before, after }: StepSeen): Map<string, number> {
  const expected = new Map<string, number>()
  const parts = views.length
  for (const { layer, response } of weightedLayers(graph)) {
    const name = `${layer.name}.weights`
    const old = numbersOf(before.get(name))
    const changed = numbersOf(after.get(name)).map((value, index) => value - (old[index] ?? NaN))
    const gradient = views.reduce(
      (sum, view) => numbersOf(view.gradients.get(name)).map((value, index) => (sum[index] ?? 0) + value / parts),
      new Float64Array(),
    )
    expected.set(`gradientNorm ${layer.name}`, norm(gradient))
    expected.set(`weightNorm ${layer.name}`, norm(old))
    expected.set(`updateRatio ${layer.name}`, norm(changed) / norm(old))
    if (layer.name === 'head.fc') continue
    expected.set(`responseStd ${layer.name}`, std(joined(views.map(({ outputs }) => outputs[response]))))
  }
  for (const { name, input, branch, branchReaders, shortcutReaders } of residualBlocks(graph)) {
    const of = (id: number): Float64Array => joined(views.map(({ outputs }) => outputs[id]))
    expected.set(`branchShare ${name}`, norm(of(branch)) / norm(of(input)))
    if (graph.layers[input]?.kind === 'input') continue
    const back = (readers: readonly Reader[]): number => {
      const [first = new Float64Array(), ...others] = readers.map((reader) =>
        joined(views.map((view) => view.back.get(keyOf(reader)))),
      )
      return norm(others.reduce((sum, other) => sum.map((value, index) => value + (other[index] ?? NaN)), first)) / parts
    }
    expected.set(`branchGradient ${name}`, back(branchReaders))
    expected.set(`shortcutGradient ${name}`, back(shortcutReaders))
  }
  return expected
}

function numbersOf(values: ArrayLike<number> | undefined): Float64Array {
  if (values === undefined) throw new Error('There is nothing to compare with.')
  return Float64Array.from(values)
}

function joined(parts: readonly (ArrayLike<number> | undefined)[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...numbersOf(part)]))
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
}

function std(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}
