/** Writes a TensorFlow graph node by node. Everything about TensorFlow's spelling of nodes is here; what they compute is not. */
import type { Attribute, ElementType, Emitter, GraphTensor, OutputSpec } from '../graph/graph-layer.ts'
import { oneDnnTakes } from './onednn.ts'
import type { NodeDef } from './saved-model.ts'

/** A variable of the session: it keeps its value between runs. */
export interface Variable {
  readonly handle: string
  readonly type: ElementType
  readonly shape: readonly number[]
}

/** TensorFlow's numbers of types (types.proto). */
export const dataTypes: Record<ElementType, number> = {
  float32: 1,
  int32: 3,
  uint8: 4,
  string: 7,
  bool: 10,
  bfloat16: 14,
  float16: 19,
}

/** What the nodes added meanwhile have in common. */
interface Setting {
  /** Prefix of their names. */
  readonly scope: string
  readonly device: string
}

export class GraphWriter implements Emitter {
  readonly nodes: NodeDef[] = []
  readonly #constants = new Map<string, GraphTensor>()
  readonly #used = new Map<string, number>()
  #setting: Setting = { scope: '', device: '' }

  /** Prefixes the names of the nodes that `write` adds: `stage1.block1.conv1/…`. */
  within<T>(scope: string, write: () => T): T {
    const { scope: outer } = this.#setting
    return this.#with({ scope: outer === '' ? scope : `${outer}/${scope}` }, write)
  }

  /** The nodes that `write` adds run on this device. Variables stay where they are, and are read there. */
  on<T>(device: string, write: () => T): T {
    return this.#with({ device }, write)
  }

  node(
    op: string,
    inputs: readonly GraphTensor[],
    attributes: Readonly<Record<string, Attribute>>,
    outputs: readonly OutputSpec[],
  ): GraphTensor[] {
    const name = this.#add(
      op,
      inputs.map((input) => input.name),
      attributes,
    )
    return outputs.map((output, index) => ({ name: `${name}:${index}`, type: output.type, shape: output.shape }))
  }

  op(
    op: string,
    inputs: readonly GraphTensor[],
    attributes: Readonly<Record<string, Attribute>>,
    output: OutputSpec,
  ): GraphTensor {
    const name = this.#add(
      op,
      inputs.map((input) => input.name),
      attributes,
    )
    return { name: `${name}:0`, type: output.type, shape: output.shape }
  }

  ints(values: readonly number[], shape: readonly number[] = [values.length]): GraphTensor {
    return this.#constant('int32', Int32Array.from(values), shape)
  }

  floats(values: readonly number[], shape: readonly number[] = [values.length]): GraphTensor {
    return this.#constant('float32', Float32Array.from(values), shape)
  }

  /** A constant under exactly this name. */
  numbers(name: string, { shape, values }: { shape: readonly number[]; values: Float32Array }): GraphTensor {
    const content = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
    const tensor = { dtype: dataTypes.float32, tensor_shape: shapeOf(shape), tensor_content: content }
    this.nodes.push({ name, op: 'Const', input: [], device: '', attr: { dtype: { type: dataTypes.float32 }, value: { tensor } } })
    return { name: `${name}:0`, type: 'float32', shape }
  }

  cast(tensor: GraphTensor, type: ElementType): GraphTensor {
    if (tensor.type === type) return tensor
    const attributes = { SrcT: { type: tensor.type }, DstT: { type }, Truncate: { bool: false } } as const
    return this.op('Cast', [tensor], attributes, { type, shape: tensor.shape })
  }

  differentiatesGroups(type: ElementType): boolean {
    return oneDnnTakes(type)
  }

  text(value: string): GraphTensor {
    const tensor = { dtype: dataTypes.string, tensor_shape: shapeOf([]), string_val: [Buffer.from(value)] }
    const name = this.#push('Const', [], { dtype: { type: dataTypes.string }, value: { tensor } })
    return { name: `${name}:0`, type: 'string', shape: [] }
  }

  /** A value given at each run, under exactly this name. */
  placeholder(name: string, type: ElementType, shape: readonly number[]): GraphTensor {
    this.nodes.push({
      name,
      op: 'Placeholder',
      input: [],
      device: '',
      attr: { dtype: { type: dataTypes[type] }, shape: { shape: shapeOf(shape) } },
    })
    return { name: `${name}:0`, type, shape }
  }

  variable(name: string, type: ElementType, shape: readonly number[]): Variable {
    const handle = this.#with({ device: '' }, () =>
      this.#push('VarHandleOp', [], {
        dtype: { type: dataTypes[type] },
        shape: { shape: shapeOf(shape) },
        shared_name: { s: Buffer.from(name) },
        container: { s: Buffer.from('') },
      }),
    )
    return { handle, type, shape }
  }

  /** Its value, once the effects of `after` are done. */
  read({ handle, type, shape }: Variable, after: readonly string[] = []): GraphTensor {
    const name = this.#with({ device: '' }, () =>
      this.#push('ReadVariableOp', [handle, ...after], { dtype: { type: dataTypes[type] } }),
    )
    return { name: `${name}:0`, type, shape }
  }

  /** Assigns when the returned control dependency is run, and not before the effects of `after` are done. */
  assign(variable: Variable, value: GraphTensor, after: readonly string[] = []): string {
    const inputs = [variable.handle, value.name, ...after]
    return `^${this.#push('AssignVariableOp', inputs, { dtype: { type: dataTypes[variable.type] } })}`
  }

  /** A tensor once all the effects are done. */
  once(value: GraphTensor, effects: readonly string[]): GraphTensor {
    const name = this.#push('Identity', [value.name, ...effects], { T: { type: dataTypes[value.type] } })
    return { ...value, name: `${name}:0` }
  }

  /** A node that reads or changes variables: its inputs are handles and tensors by name. Gives its control dependency. */
  effect(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>>): string {
    return `^${this.#add(op, inputs, attributes)}`
  }

  /** Values of a variable at indices along its first axis, without reading all of it. */
  gather(variable: Variable, indices: GraphTensor): GraphTensor {
    const name = this.#add('ResourceGather', [variable.handle, indices.name], {
      dtype: { type: variable.type },
      Tindices: { type: 'int32' },
      batch_dims: { int: 0 },
      validate_indices: { bool: true },
    })
    return { name: `${name}:0`, type: variable.type, shape: [...indices.shape, ...variable.shape.slice(1)] }
  }

  /** What a run fetches under exactly this name: the tensor, once all the effects are done. */
  target(name: string, value: GraphTensor, effects: readonly string[]): void {
    this.nodes.push({
      name,
      op: 'Identity',
      input: [value.name, ...effects],
      device: '',
      attr: { T: { type: dataTypes[value.type] } },
    })
  }

  #constant(type: 'int32' | 'float32', values: Int32Array | Float32Array, shape: readonly number[]): GraphTensor {
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
    // Deep nets ask for the same small constants thousands of times.
    const key = `${this.#setting.device} ${type} ${shape.join('×')} ${bytes.toString('latin1')}`
    const known = this.#constants.get(key)
    if (known !== undefined) return known
    const tensor = { dtype: dataTypes[type], tensor_shape: shapeOf(shape), tensor_content: bytes }
    const name = this.#push('Const', [], { dtype: { type: dataTypes[type] }, value: { tensor } })
    const constant = { name: `${name}:0`, type, shape }
    this.#constants.set(key, constant)
    return constant
  }

  #add(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>>): string {
    const attr: Record<string, object> = {}
    for (const [name, attribute] of Object.entries(attributes)) attr[name] = attributeValue(attribute)
    return this.#push(op, inputs, attr)
  }

  #push(op: string, input: readonly string[], attr: Readonly<Record<string, object>>): string {
    const { scope, device } = this.#setting
    const base = scope === '' ? op : `${scope}/${op}`
    const before = this.#used.get(base) ?? 0
    this.#used.set(base, before + 1)
    const name = before === 0 ? base : `${base}_${before}`
    this.nodes.push({ name, op, input, device, attr })
    return name
  }

  #with<T>(change: Partial<Setting>, write: () => T): T {
    const outer = this.#setting
    this.#setting = { ...outer, ...change }
    try {
      return write()
    } finally {
      this.#setting = outer
    }
  }
}

/** `x:0` as `^x`: waits for the node that gives the tensor. */
export function controlOf({ name }: GraphTensor): string {
  return `^${name.replace(/:\d+$/, '')}`
}

export function shapeOf(shape: readonly number[]): object {
  return { dim: shape.map((size) => ({ size })) }
}

function attributeValue(attribute: Attribute): object {
  if ('type' in attribute) return { type: dataTypes[attribute.type] }
  if ('int' in attribute) return { i: attribute.int }
  if ('float' in attribute) return { f: attribute.float }
  if ('bool' in attribute) return { b: attribute.bool }
  if ('text' in attribute) return { s: Buffer.from(attribute.text) }
  if ('ints' in attribute) return { list: { i: attribute.ints } }
  return { shape: shapeOf(attribute.shape) }
}
