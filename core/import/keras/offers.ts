/** What a Keras model has for the tensors of a network: by the names that an export gives, else by the ways that lead to its layers. Pure. */
import { tensorNames, type TensorName } from '../../export/module-paths.ts'
import { readersOf } from '../../export/units.ts'
import type { Tensor, TensorEntry } from '../../files/safetensors.ts'
import { inputShapes, ruleOf } from '../../graph/analysis.ts'
import type { Layer, LayerGraph } from '../../graph/layer-graph.ts'
import type { ArgumentValue } from '../../graph/spelling.ts'
import { size } from '../../graph/tensors.ts'
import { valueOf } from '../../graph/value-of.ts'
import { shapesDiffer, type Offer } from '../offer.ts'
import type { LayerVariables, Variable } from './hdf5.ts'
import type { KerasLayer } from './model.ts'
import { pairByWays, withoutOnes } from './ways.ts'

export interface KerasOffers {
  readonly offers: ReadonlyMap<TensorName, Offer>
  /** Of all variables of the model's layers: layer and variable, `conv1_conv/kernel`. */
  readonly entries: readonly TensorEntry[]
  /** By the names of the entries. */
  readonly variables: ReadonlyMap<string, Variable>
}

/** A layer here with the one of the model that it is. */
interface Pair {
  readonly layer: Layer
  readonly tensors: readonly TensorName[]
  readonly model: KerasLayer | null
  /** By the names of variables in Keras. */
  readonly entries: ReadonlyMap<string, TensorEntry>
  /** Name in the file of a variable, whether or not it is there. */
  nameOf(variable: string): string
}

/** `variables`: of the layers in the weights' file. `model`: the layers in config.json. */
export function kerasOffers(graph: LayerGraph, model: readonly KerasLayer[], layers: readonly LayerVariables[]): KerasOffers {
  const ours = tensorsByLayer(graph)
  const kept = new Map(layers.map((one) => [one.layer, one]))
  const named = new Map(
    [...ours.keys()].flatMap((layer) => {
      const found = kept.get(layer.name)
      return found === undefined ? [] : [[layer, found] as const]
    }),
  )
  const paired = named.size > 0 ? named : pairByWays(graph, ours, model, kept)
  const modelByName = new Map(model.map((one) => [one.name, one]))
  const tensorsOf = new Map([...paired].map(([layer, found]) => [found, valueOf(ours, layer)]))

  const entries = new Map<string, TensorEntry>()
  const variables = new Map<string, Variable>()
  const byLayer = new Map<LayerVariables, Map<string, TensorEntry>>()
  for (const one of layers) {
    const names = variableNames(one, modelByName.get(one.layer), tensorsOf.get(one) ?? [])
    const own = new Map<string, TensorEntry>()
    one.variables.forEach((variable, at) => {
      const { shape, type } = variable
      const short = names[at] ?? String(at)
      const entry = { name: `${one.layer}/${short}`, shape, type, length: size(shape) }
      own.set(short, entry)
      entries.set(entry.name, entry)
      variables.set(entry.name, variable)
    })
    byLayer.set(one, own)
  }

  const pairs = new Map(
    [...ours].map(([layer, tensors]): [Layer, Pair] => {
      const found = paired.get(layer)
      const name = found?.layer ?? layer.name
      return [
        layer,
        {
          layer,
          tensors,
          model: modelByName.get(name) ?? null,
          entries: (found && byLayer.get(found)) ?? new Map<string, TensorEntry>(),
          nameOf: (variable) => `${name}/${variable}`,
        },
      ]
    }),
  )
  const isPaired = ({ layer }: Pair): boolean => paired.has(layer)
  const offers = [...pairs.values()].flatMap((pair) =>
    pair.tensors.map((here): [TensorName, Offer] => [
      here,
      isPaired(pair) ? offerOf(graph, here, pair, pairs) : lacking(here, pair),
    ]),
  )
  return { offers: new Map(offers), entries: [...entries.values()], variables }
}

function tensorsByLayer(graph: LayerGraph): ReadonlyMap<Layer, readonly TensorName[]> {
  const found = new Map<Layer, TensorName[]>()
  for (const tensor of tensorNames(graph)) found.set(tensor.layer, [...(found.get(tensor.layer) ?? []), tensor])
  return found
}

/**
 * Keras numbers a layer's variables and names none of them: in the order in which they are made, which is that of its own source. Normalisation
 * leaves out those that it does without.
 */
function variableNames({ variables }: LayerVariables, model: KerasLayer | undefined, tensors: readonly TensorName[]): string[] {
  if (model?.kind === 'BatchNormalization') {
    return [...(model.scale ? ['gamma'] : []), ...(model.center ? ['beta'] : []), 'moving_mean', 'moving_variance']
  }
  const own = tensors.map(({ spelling }) => spelling.keras)
  const usual = model !== undefined && /^(Conv|Dense|DepthwiseConv)/.test(model.kind) ? ['kernel', 'bias'] : []
  return variables.map((_, at) => own[at] ?? usual[at] ?? String(at))
}

function lacking({ shape, spelling }: TensorName, { nameOf }: Pair): Offer {
  return {
    name: nameOf(spelling.keras),
    entry: null,
    fault: `No layer of the file has its name, and none of ${shape.join('×')} numbers stands where it does here.`,
    difference: null,
    needs: [],
    made: () => ({ shape, values: new Float32Array(size(shape)) }),
  }
}

function offerOf(graph: LayerGraph, here: TensorName, pair: Pair, pairs: ReadonlyMap<Layer, Pair>): Offer {
  const { shape, spelling } = here
  const name = pair.nameOf(spelling.keras)
  const entry = pair.entries.get(spelling.keras) ?? null
  const offer: Offer = {
    name,
    entry,
    fault: entry === null ? null : faultOf(graph, entry, here, pair),
    difference: null,
    needs: [name],
    // Sides of 1 aside, it is kept there as here.
    made: (tensors) => ({ shape, values: valueOf(tensors, name).values }),
  }
  const without = entry === null ? leftOut(here, pair, name) : null
  if (without !== null) return without
  switch (spelling.keras) {
    case 'kernel':
      return withPadding(offer, pair)
    case 'moving_mean':
      return withoutBias(graph, offer, pair, pairs)
    case 'moving_variance':
      return withEpsilon(graph, offer, pair)
    default:
      return offer
  }
}

function faultOf(graph: LayerGraph, entry: TensorEntry, { shape, spelling }: TensorName, { layer, model }: Pair): string | null {
  if (withoutOnes(entry.shape).join() !== withoutOnes(shape).join()) return shapesDiffer(entry.shape, shape)
  const stride = Number(argumentOf(graph, layer, 'strides') ?? 1)
  if (spelling.keras !== 'kernel' || model === null || model.stride === null || model.stride === stride) return null
  return `Its stride is ${model.stride} in the file and ${stride} here.`
}

/** An argument of the layer as an export to Keras would write it. */
function argumentOf(graph: LayerGraph, layer: Layer, name: string): ArgumentValue | undefined {
  const spelled = ruleOf(layer).spelling.keras(layer.config, inputShapes(graph, layer))
  return 'callee' in spelled ? spelled.named?.[name] : undefined
}

/** A scale or an offset that the model's normalisation does without. */
function leftOut({ shape, spelling }: TensorName, { model }: Pair, name: string): Offer | null {
  if (model === null) return null
  const value = spelling.keras === 'gamma' && !model.scale ? 1 : spelling.keras === 'beta' && !model.center ? 0 : null
  if (value === null) return null
  return {
    name,
    entry: null,
    fault: null,
    difference: `Its layer does without in the file, and begins with ${value} here, which is the same.`,
    needs: [],
    made: () => ({ shape, values: new Float32Array(size(shape)).fill(value) }),
  }
}

function withPadding(offer: Offer, { model }: Pair): Offer {
  const isLater =
    model?.padding === 'same' && (model.stride ?? 1) > 1 && withoutOnes(offer.entry?.shape.slice(0, 2) ?? []).length > 0
  if (!isLater) return offer
  return {
    ...offer,
    difference: 'Its windows begin a pixel later in the file (“same” padding with a stride): scores differ a little.',
  }
}

/** Of a convolution that has biases there and none here: what normalisation takes off is less by them. */
function withoutBias(graph: LayerGraph, offer: Offer, { layer }: Pair, pairs: ReadonlyMap<Layer, Pair>): Offer {
  const before = graph.layers[layer.inputs[0] ?? -1]
  const pair = before && pairs.get(before)
  const bias = pair?.entries.get('bias')
  if (before === undefined || bias === undefined || bias.shape.join() !== offer.entry?.shape.join()) return offer
  if (pair?.tensors.some(({ spelling }) => spelling.keras === 'bias') === true || (readersOf(graph)[before.id] ?? []).length > 1)
    return offer
  return {
    ...offer,
    difference: 'The biases of the convolution before it are taken off it: that has none here, and scores are the same.',
    needs: [...offer.needs, bias.name],
    made: (tensors) => changed(offer.made(tensors), (value, at) => value - (valueOf(tensors, bias.name).values[at] ?? 0)),
  }
}

/** What is added to the variance there and not here is part of the variance. */
function withEpsilon(graph: LayerGraph, offer: Offer, { layer, model }: Pair): Offer {
  const here = argumentOf(graph, layer, 'epsilon')
  const there = model?.epsilon ?? null
  if (typeof here !== 'number' || there === null || there === here) return offer
  return {
    ...offer,
    difference: `Its layer adds ${there} in the file and ${here} here: the difference is put into it, and scores are the same.`,
    made: (tensors) => changed(offer.made(tensors), (value) => value + (there - here)),
  }
}

function changed({ shape, values }: Tensor, change: (value: number, at: number) => number): Tensor {
  return { shape, values: values.map(change) }
}
