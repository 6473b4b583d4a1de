/** What a network costs and sees, layer by layer: derived from the LayerGraph, never stored. */
import { layerRules } from './layers.ts'
import type { LayerRule } from './layer-rule.ts'
import type { Layer, LayerGraph } from './layer-graph.ts'
import { size, type Parameter, type Shape, type Statistic } from './tensors.ts'

export interface LayerAnalysis {
  readonly layer: Layer
  readonly parameters: number
  /** Multiply-accumulates for one image; convolutions and fully connected layers only. */
  readonly macs: number
  /** Numbers of its output, for one image, that are kept in memory for the backward pass, with its mask's; 0 where nothing reads them there. */
  readonly activations: number
  /** Side in input pixels of what one output number depends on, over the longest path, before clipping to the image. */
  readonly receptiveField: number
}

export interface Analysis {
  readonly layers: readonly LayerAnalysis[]
  readonly parameters: number
  readonly macs: number
  readonly activations: number
  /** Weighted layers on the longest main path (convolutions and fully connected), as the field counts depth: 20 for ResNet-20. */
  readonly depth: number
}

/** Analyses every layer once: linear in the number of layers. */
export function analyse(graph: LayerGraph): Analysis {
  const layers: LayerAnalysis[] = []
  const kept = keptActivations(graph)
  const fields: { field: number; jump: number }[] = []
  let parameters = 0
  let macs = 0
  let activations = 0
  for (const layer of graph.layers) {
    const inputs = inputShapes(graph, layer)
    const rule = ruleOf(layer)
    const { kernel, stride } = windowOf(layer, inputs)
    const before = layer.inputs.map((input) => fields[input] ?? { field: 1, jump: 1 })
    const widest = before.reduce((a, b) => (b.field > a.field ? b : a), { field: 1, jump: 1 })
    const jump = widest.jump * stride
    fields.push({ field: widest.field + (kernel - 1) * widest.jump, jump })
    const analysis: LayerAnalysis = {
      layer,
      parameters: numbersIn(parametersOf(graph, layer)),
      macs: rule.macs(layer.config, inputs),
      activations: kept[layer.id] ?? 0,
      receptiveField: fields[layer.id]?.field ?? 1,
    }
    layers.push(analysis)
    parameters += analysis.parameters
    macs += analysis.macs
    activations += analysis.activations
  }
  return { layers, parameters, macs, activations, depth: depthsOf(graph).at(-1) ?? 0 }
}

/**
 * Weighted layers on the longest main path up to each layer. What leads around a branch, or gates it, is as deep as what stands before it in the
 * graph: the end of that branch.
 */
export function depthsOf(graph: LayerGraph): number[] {
  const depths: number[] = []
  for (const layer of graph.layers) {
    const before = isOnMainPath(layer) ? Math.max(0, ...layer.inputs.map((id) => depths[id] ?? 0)) : (depths[layer.id - 1] ?? 0)
    depths.push(isWeighted(layer) && isOnMainPath(layer) ? before + 1 : before)
  }
  return depths
}

/** What turns a map into features reads all of it, whatever its size: only there does the window depend on the input. */
function windowOf(layer: Layer, inputs: readonly Shape[]): { kernel: number; stride: number } {
  const [input] = inputs
  if (input?.length === 3 && layer.outputShape.length === 1) return { kernel: Math.max(input[0], input[1]), stride: 1 }
  return ruleOf(layer).window(layer.config)
}

/**
 * Numbers of each layer's output, and of the mask beside it, that the backward pass reads, for one image: what training holds in memory where
 * nothing is computed again. A layer that only says its input in another shape has no numbers of its own: its input's are kept for it. `unkept`: ids of
 * layers whose output no tensor holds, for what reads it computes it as it reads.
 */
export function keptActivations(graph: LayerGraph, unkept: ReadonlySet<number> = new Set()): number[] {
  const outputs = new Set<Layer>()
  const masks = new Set<Layer>()
  const keep = (layer: Layer | undefined): void => {
    if (layer === undefined) return
    if (ruleOf(layer).isView) for (const input of layer.inputs) keep(graph.layers[input])
    else if (!unkept.has(layer.id)) outputs.add(layer)
  }
  for (const layer of graph.layers) {
    for (const read of ruleOf(layer).backwardReads(layer.config)) {
      if (read === 'output') keep(layer)
      else if (read === 'mask') masks.add(layer)
      else if (read === 'inputs') for (const input of layer.inputs) keep(graph.layers[input])
      else keep(graph.layers[layer.inputs[read] ?? -1])
    }
  }
  return graph.layers.map((layer) => size(layer.outputShape) * (Number(outputs.has(layer)) + Number(masks.has(layer))))
}

/** Trainable tensors of a layer. */
export function parametersOf(graph: LayerGraph, layer: Layer): readonly Parameter[] {
  return ruleOf(layer).parameters(layer.config, inputShapes(graph, layer))
}

/** Numbers that training changes, as a network's parameters are counted. */
export function parameterCount(graph: LayerGraph): number {
  return graph.layers.reduce((sum, layer) => sum + numbersIn(parametersOf(graph, layer)), 0)
}

export function numbersIn(tensors: readonly Parameter[]): number {
  return tensors.reduce((sum, { shape }) => sum + size(shape), 0)
}

/** Tensors a layer keeps without training them. */
export function statisticsOf(graph: LayerGraph, layer: Layer): readonly Statistic[] {
  return ruleOf(layer).statistics(layer.config, inputShapes(graph, layer))
}

export function inputShapes(graph: LayerGraph, layer: Layer): Shape[] {
  return layer.inputs.map((id) => {
    const input = graph.layers[id]
    if (input === undefined) throw new RangeError(`Layer ${layer.name} reads layer ${id}, which is not there.`)
    return input.outputShape
  })
}

/** The rule of a layer's kind. Kind and config belong together in every Layer, which a type parameter cannot express here. */
export function ruleOf(layer: Layer): LayerRule<Layer['config']> {
  return layerRules[layer.kind] as unknown as LayerRule<Layer['config']>
}

export function isWeighted(layer: Layer): boolean {
  return ruleOf(layer).weighted === true
}

export function isOnMainPath({ place }: Layer): boolean {
  return place.part !== 'stage' || place.branch === 'main'
}

export function isShortcut(layer: Layer): boolean {
  return layer.place.part === 'stage' && layer.place.branch === 'shortcut'
}
