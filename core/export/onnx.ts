/** A network and its weights as an ONNX model: NCHW, any batch, opset 21. */
import { readFileSync } from 'node:fs'
import protobuf from 'protobufjs'
import { analyse, inputShapes, ruleOf } from '../graph/analysis.ts'
import { imageId, type LayerGraph } from '../graph/layer-graph.ts'
import type { OnnxAttribute, OnnxEmitter } from '../graph/spelling.ts'
import type { Shape } from '../graph/tensors.ts'
import { valueOf } from '../graph/value-of.ts'
import type { Tensor, Tensors } from '../files/safetensors.ts'
import type { ExportedNetwork } from './exported-network.ts'
import { stageEnds } from './units.ts'
import { tensorNames } from './module-paths.ts'
import { channelsFirst } from './weights.ts'

/** Group normalisation is by channel from here on; ONNX Runtime 1.19 and later know it. */
const opset = 21
const irVersion = 10
const types = { float: 1, int64: 7 } as const
const attributeTypes = { float: 1, int: 2, text: 3, ints: 7 } as const

let messages: protobuf.Type | null = null

/** Bytes of the file. */
export function onnxModel(network: ExportedNetwork, weights: Tensors): Uint8Array {
  const { graph, name } = network
  messages ??= protobuf
    .parse(readFileSync(new URL('./onnx.proto', import.meta.url), 'utf8'), { keepCase: true })
    .root.lookupType('onnx.ModelProto')
  const writer = new OnnxWriter()
  const outputs = emitLayers(writer, graph, weights)
  const named = [...(network.features ? stageEnds(graph) : []), { name: 'scores', id: graph.layers.length - 1 }]
  for (const { name: output, id } of named) writer.named(output, outputs[id] ?? '')
  const [image] = graph.layers
  const { parameters, macs } = analyse(graph)
  const facts = {
    weights: network.weights.from,
    parameters: String(parameters),
    multiplyAccumulates: String(macs),
    ...scalingOf(network),
  }
  return messages
    .encode(
      messages.create({
        ir_version: irVersion,
        producer_name: 'Stagecraft',
        doc_string: `${name}: NCHW in float32. Weights: ${network.weights.from}.`,
        opset_import: [{ domain: '', version: opset }],
        metadata_props: Object.entries(facts).map(([key, value]) => ({ key, value })),
        graph: {
          name,
          node: writer.nodes,
          initializer: writer.initializers,
          input: [valueInfo('image', image?.outputShape)],
          output: named.map(({ name: output, id }) => valueInfo(output, graph.layers[id]?.outputShape)),
        },
      }),
    )
    .finish()
}

function emitLayers(writer: OnnxWriter, graph: LayerGraph, weights: Tensors): string[] {
  const tensors = new Map(tensorNames(graph).map((tensor) => [tensor.name, tensor]))
  const outputs: string[] = []
  for (const layer of graph.layers) {
    writer.scope = layer.name
    outputs[layer.id] = ruleOf(layer).spelling.onnx(writer, {
      config: layer.config,
      inputs: layer.id === imageId ? ['image'] : layer.inputs.map((id) => outputs[id] ?? ''),
      shapes: inputShapes(graph, layer),
      tensor(name) {
        const found = valueOf(tensors, `${layer.name}.${name}`)
        return writer.tensor(found.pytorch, channelsFirst(graph, found, valueOf(weights, found.name)))
      },
    })
  }
  return outputs
}

function scalingOf({ weights: { scaling } }: ExportedNetwork): Record<string, string> {
  return scaling === null ? {} : { mean: JSON.stringify(scaling.mean), std: JSON.stringify(scaling.std) }
}

/** A map's sides in ONNX's order, with the batch that any number may stand for. */
function valueInfo(name: string, shape: Shape = [0]): object {
  const sides = shape.length === 3 ? [shape[2], shape[0], shape[1]] : shape
  const dim = [{ dim_param: 'batch' }, ...sides.map((side) => ({ dim_value: side }))]
  return { name, type: { tensor_type: { elem_type: types.float, shape: { dim } } } }
}

class OnnxWriter implements OnnxEmitter {
  readonly nodes: object[] = []
  readonly initializers: object[] = []
  readonly #known = new Map<string, string>()
  readonly #used = new Map<string, number>()
  /** The layer under way: nodes are named after it. */
  scope = ''

  node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}): string {
    const name = this.#free(`${this.scope}/${op}`)
    this.#push(op, name, inputs, name, attributes)
    return name
  }

  ints(values: readonly number[]): string {
    const bytes = BigInt64Array.from(values, BigInt)
    return this.#constant('int64', [values.length], new Uint8Array(bytes.buffer))
  }

  floats(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.#constant('float', shape, new Uint8Array(Float32Array.from(values).buffer))
  }

  tensor(name: string, { shape, values }: Tensor): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    this.initializers.push({ name, dims: shape, data_type: types.float, raw_data: bytes })
    return name
  }

  /** What the model gives under this name. */
  named(name: string, value: string): void {
    this.#push('Identity', name, [value], name, {})
  }

  #constant(type: keyof typeof types, shape: readonly number[], bytes: Uint8Array): string {
    const key = `${type} ${shape.join('×')} ${bytes.join()}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const name = `constant_${this.#known.size}`
    this.#known.set(key, name)
    this.initializers.push({ name, dims: shape, data_type: types[type], raw_data: bytes })
    return name
  }

  #push(
    op: string,
    name: string,
    input: readonly string[],
    output: string,
    attributes: Readonly<Record<string, OnnxAttribute>>,
  ): void {
    const attribute = Object.entries(attributes).map(([key, value]) => ({ name: key, ...attributeValue(value) }))
    this.nodes.push({ op_type: op, name, input, output: [output], attribute })
  }

  #free(wanted: string): string {
    const before = this.#used.get(wanted) ?? 0
    this.#used.set(wanted, before + 1)
    return before === 0 ? wanted : `${wanted}_${before}`
  }
}

function attributeValue(attribute: OnnxAttribute): object {
  if ('int' in attribute) return { type: attributeTypes.int, i: attribute.int }
  if ('float' in attribute) return { type: attributeTypes.float, f: attribute.float }
  if ('text' in attribute) return { type: attributeTypes.text, s: Buffer.from(attribute.text) }
  return { type: attributeTypes.ints, ints: attribute.ints }
}
