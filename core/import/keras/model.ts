/** The layers of a Keras model by its config.json: what each is, and what it reads. What it computes is not run. */
import { z } from 'zod'
import { TensorFileError } from '../../files/safetensors.ts'

export interface KerasLayer {
  readonly name: string
  /** `Conv2D`, `BatchNormalization`, … */
  readonly kind: string
  /** Layers before it in the list, by their places; -1 is the image. */
  readonly inputs: readonly number[]
  /** One for both sides; null where it says none, or different ones. */
  readonly stride: number | null
  /** `valid` or `same`; null where it pads nothing. */
  readonly padding: string | null
  readonly epsilon: number | null
  /** Of normalisation: whether it has an offset and a scale. */
  readonly center: boolean
  readonly scale: boolean
}

const optionsSchema = z.object({
  name: z.string().optional(),
  strides: z.unknown().optional(),
  padding: z.unknown().optional(),
  epsilon: z.unknown().optional(),
  // Other kinds of layer have numbers of these names.
  center: z.unknown().optional(),
  scale: z.unknown().optional(),
  layers: z.array(z.unknown()).optional(),
})
const layerSchema = z.object({
  class_name: z.string(),
  name: z.string().optional(),
  config: optionsSchema,
  inbound_nodes: z.array(z.unknown()).optional(),
})
type Written = z.infer<typeof layerSchema>

/** No model is nested so deeply. */
const deepest = 8
const image = -1

/** Layers of models within it stand where the model does. Throws a TensorFileError. */
export function layersOfModel(config: Buffer): KerasLayer[] {
  try {
    const layers: KerasLayer[] = []
    addModel(layers, layerSchema.parse(JSON.parse(config.toString('utf8'))), [image], 0)
    return layers
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError || thrown instanceof z.ZodError)) throw thrown
    throw new TensorFileError('its config.json is not that of a model', { cause: thrown })
  }
}

/** Gives the place of what the model's last layer gives. */
function addModel(layers: KerasLayer[], model: Written, inputs: readonly number[], depth: number): number {
  if (depth > deepest) throw new TensorFileError('its config.json nests models without end')
  const places = new Map<string, number>()
  let last = inputs[0] ?? image
  for (const entry of model.config.layers ?? []) {
    const written = layerSchema.parse(entry)
    const name = written.name ?? written.config.name ?? ''
    const read = written.inbound_nodes === undefined ? [last] : readBy(written.inbound_nodes[0], places)
    // Of a sequence of layers each reads the one before, whether or not it says so.
    const from = read.length > 0 ? read : written.class_name === 'InputLayer' ? inputs : [last]
    last =
      written.config.layers === undefined ? addLayer(layers, written, name, from) : addModel(layers, written, from, depth + 1)
    places.set(name, last)
  }
  return last
}

function addLayer(layers: KerasLayer[], written: Written, name: string, inputs: readonly number[]): number {
  const { strides, padding, epsilon, center, scale } = written.config
  const sides: readonly unknown[] = Array.isArray(strides) ? strides : [strides]
  const [side] = sides
  layers.push({
    name,
    kind: written.class_name,
    inputs,
    stride: typeof side === 'number' && sides.every((other) => other === side) ? side : null,
    padding: typeof padding === 'string' ? padding : null,
    epsilon: typeof epsilon === 'number' ? epsilon : null,
    center: center !== false,
    scale: scale !== false,
  })
  return layers.length - 1
}

const tensorSchema = z.object({ config: z.object({ keras_history: z.tuple([z.string(), z.number(), z.number()]) }) })

/** Tensors that a call was given, however they are nested in its arguments. */
function readBy(node: unknown, places: ReadonlyMap<string, number>): number[] {
  if (typeof node !== 'object' || node === null) return []
  const tensor = tensorSchema.safeParse(node)
  if (!tensor.success) return Object.values(node).flatMap((part: unknown) => readBy(part, places))
  const place = places.get(tensor.data.config.keras_history[0])
  return place === undefined ? [] : [place]
}
