/** Writes nodes as the SavedModel file that TensorFlow loads. */
import { readFileSync } from 'node:fs'
import protobuf from 'protobufjs'

/** A node as TensorFlow's GraphDef has it; attributes are AttrValue messages. */
export interface NodeDef {
  readonly name: string
  readonly op: string
  readonly input: readonly string[]
  /** Where it must run: `/GPU:1`. Empty: where TensorFlow would. */
  readonly device: string
  readonly attr: Readonly<Record<string, object>>
}

/** The tag under which the one graph of the file is found. */
export const graphTag = 'stagecraft'

/** Version of graph semantics the nodes are written for: TensorFlow 2.9 (1,087) to 2.21 read it. */
const producer = 1087

let savedModel: protobuf.Type | null = null

/** Bytes of a saved_model.pb that holds the nodes as its only graph. */
export function encodeSavedModel(nodes: readonly NodeDef[]): Uint8Array {
  return encode(nodes, graphTag, {})
}

/** A tensor that a signature takes or gives, as TensorFlow's TensorInfo has it. */
export interface TensorInfo {
  readonly name: string
  readonly dtype: number
  readonly tensor_shape: object
}

export interface Signature {
  readonly inputs: Readonly<Record<string, TensorInfo>>
  readonly outputs: Readonly<Record<string, TensorInfo>>
}

/** The same for serving: what TensorFlow, TensorFlow Serving and Keras' TFSMLayer look for. */
export function encodeServed(nodes: readonly NodeDef[], signature: Signature): Uint8Array {
  const method = { ...signature, method_name: 'tensorflow/serving/predict' }
  return encode(nodes, 'serve', { serving_default: method })
}

function encode(nodes: readonly NodeDef[], tag: string, signatures: Readonly<Record<string, object>>): Uint8Array {
  savedModel ??= protobuf
    .parse(readFileSync(new URL('./graph-def.proto', import.meta.url), 'utf8'), { keepCase: true })
    .root.lookupType('tensorflow.SavedModel')
  const graph = { node: nodes, versions: { producer } }
  const info = { tags: [tag], tensorflow_version: '2.21.0' }
  const meta = { meta_info_def: info, graph_def: graph, signature_def: signatures }
  const message = savedModel.create({ saved_model_schema_version: 1, meta_graphs: [meta] })
  return savedModel.encode(message).finish()
}
