/** A network and its weights as a TensorFlow SavedModel for serving: NHWC, any batch, weights as constants. */
import type { GraphTensor } from '../graph/graph-layer.ts'
import { valueOf } from '../graph/value-of.ts'
import type { Tensors } from '../files/safetensors.ts'
import { dataTypes, GraphWriter, shapeOf, type Variable } from '../tensorflow/graph-writer.ts'
import { emitForward, networkVariables } from '../tensorflow/network.ts'
import { encodeServed } from '../tensorflow/saved-model.ts'
import type { ExportedNetwork } from './exported-network.ts'
import { refuseBeyondMessage } from './onnx.ts'
import { stageEnds } from './units.ts'

/** TensorFlow's word for a side of any length. */
const anyBatch = -1

/**
 * Bytes of the folder's saved_model.pb, whose signature `serving_default` takes `image` and gives `scores`. Throws a Failure
 * `export-too-large` beyond 2 GiB.
 */
export function servedModel({ graph, features }: ExportedNetwork, weights: Tensors): Uint8Array {
  refuseBeyondMessage(weights, 'A SavedModel')
  const writer = new FrozenWriter(weights)
  const shape = [anyBatch, ...(graph.layers[0]?.outputShape ?? [])]
  const image = writer.placeholder('image', 'float32', shape)
  const { layers, scores } = emitForward(writer, graph, networkVariables(writer, graph), image, false)
  const outputs = new Map<string, GraphTensor>([['scores', scores]])
  if (features) {
    for (const { name, id } of stageEnds(graph)) {
      const end = layers[id]?.output
      if (end !== undefined) outputs.set(name, end)
    }
  }
  const info = ({ name, shape }: GraphTensor) => ({ name, dtype: dataTypes.float32, tensor_shape: shapeOf(shape) })
  const given = Object.fromEntries([...outputs].map(([name, tensor]) => [name, info(tensor)]))
  return encodeServed(writer.nodes, { inputs: { image: info(image) }, outputs: given })
}

/** Writes a constant wherever a variable would be read. */
class FrozenWriter extends GraphWriter {
  readonly #weights: Tensors

  constructor(weights: Tensors) {
    super()
    this.#weights = weights
  }

  override variable(name: string, type: Variable['type'], shape: readonly number[]): Variable {
    return { handle: name, type, shape }
  }

  override read({ handle }: Variable): GraphTensor {
    return this.numbers(handle, valueOf(this.#weights, handle))
  }
}
