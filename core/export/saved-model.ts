/** A network and its weights as a TensorFlow SavedModel for serving: NHWC, any batch, weights as constants. */
import type { ElementType, GraphTensor } from '../graph/graph-layer.ts'
import { valueOf } from '../graph/value-of.ts'
import type { Tensors } from '../files/safetensors.ts'
import { dataTypes, GraphWriter, shapeOf, type Variable } from '../tensorflow/graph-writer.ts'
import { emitForward } from '../tensorflow/network.ts'
import { networkVariables } from '../tensorflow/network-variables.ts'
import { encodeServed } from '../tensorflow/saved-model.ts'
import type { ExportedNetwork } from './exported-network.ts'
import { stageEnds } from './units.ts'

/** TensorFlow's word for a side of any length. */
const any = -1
/**
 * Stands for the batch while layers are written, which reckon with it as a number: prime, and larger than any side, so that what is a multiple of
 * it is known.
 */
const batch = 2 ** 31 - 1

/** Bytes of the folder's saved_model.pb, whose signature `serving_default` takes `image` and gives `scores`. */
export function servedModel({ graph, features }: ExportedNetwork, weights: Tensors): Uint8Array {
  const writer = new FrozenWriter(weights)
  const shape = [batch, ...(graph.layers[0]?.outputShape ?? [])]
  const image = writer.placeholder('image', 'float32', shape)
  const { layers, scores } = emitForward(writer, graph, networkVariables(writer, graph), image, false)
  const outputs = new Map<string, GraphTensor>([['scores', scores]])
  if (features) {
    for (const { name, id } of stageEnds(graph)) {
      const end = layers[id]?.output
      if (end !== undefined) outputs.set(name, end)
    }
  }
  const info = ({ name, shape }: GraphTensor) => ({ name, dtype: dataTypes.float32, tensor_shape: shapeOf(withAny(shape)) })
  const given = Object.fromEntries([...outputs].map(([name, tensor]) => [name, info(tensor)]))
  return encodeServed(writer.nodes, { inputs: { image: info(image) }, outputs: given })
}

/** `any` for the batch, and for what it is multiplied by. */
function withAny(values: readonly number[]): number[] {
  return values.map((value) => (value !== 0 && value % batch === 0 ? any : value))
}

/** Writes a constant wherever a variable would be read. */
class FrozenWriter extends GraphWriter {
  readonly #weights: Tensors

  constructor(weights: Tensors) {
    super()
    this.#weights = weights
  }

  override placeholder(name: string, type: ElementType, shape: readonly number[]): GraphTensor {
    return { ...super.placeholder(name, type, withAny(shape)), shape }
  }

  /** Shapes among them: TensorFlow finds a side that is any from the others. */
  override ints(values: readonly number[], shape?: readonly number[]): GraphTensor {
    return super.ints(withAny(values), shape)
  }

  override variable(name: string, type: Variable['type'], shape: readonly number[]): Variable {
    return { handle: name, type, shape }
  }

  override read({ handle }: Variable): GraphTensor {
    return this.numbers(handle, valueOf(this.#weights, handle))
  }
}
