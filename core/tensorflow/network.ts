/** A LayerGraph as nodes: the forward pass, and the backward pass by the chain rule in reverse order of layers. */
import { parametersOf, ruleOf, statisticsOf } from '../graph/analysis.ts'
import { float32, like, type Forward, type GraphTensor } from '../graph/graph-layer.ts'
import type { Layer, LayerGraph } from '../graph/layer-graph.ts'
import type { GraphWriter, Variable } from './graph-writer.ts'

/** The variables of a network, by `layer.parameter` and `layer.statistic`. */
export interface NetworkVariables {
  readonly parameters: ReadonlyMap<string, Variable>
  readonly statistics: ReadonlyMap<string, Variable>
}

export function networkVariables(writer: GraphWriter, graph: LayerGraph): NetworkVariables {
  const parameters = new Map<string, Variable>()
  const statistics = new Map<string, Variable>()
  for (const layer of graph.layers) {
    for (const { name, shape } of parametersOf(graph, layer)) {
      parameters.set(`${layer.name}.${name}`, writer.variable(`${layer.name}.${name}`, 'float32', shape))
    }
    for (const { name, shape } of statisticsOf(graph, layer)) {
      statistics.set(`${layer.name}.${name}`, writer.variable(`${layer.name}.${name}`, 'float32', shape))
    }
  }
  return { parameters, statistics }
}

export interface StatisticUpdate {
  readonly variable: Variable
  readonly value: GraphTensor
}

/** What the branch of a residual block is multiplied by before it is added, by the id of the layer that adds: for stochastic depth. */
export type BranchFactors = ReadonlyMap<number, GraphTensor>

export interface ForwardPass {
  /** Class scores, [batch, classes]. */
  readonly scores: GraphTensor
  /** Values of the parameters as this pass read them, by `layer.parameter`. */
  readonly parameters: ReadonlyMap<string, GraphTensor>
  /** The statistics' next values; empty in evaluation. */
  readonly statisticUpdates: readonly StatisticUpdate[]
  readonly layers: readonly Forward[]
  readonly branchFactors: BranchFactors
}

/** `image` is [batch, height, width, channels], already scaled. */
export function emitForward(
  writer: GraphWriter,
  graph: LayerGraph,
  variables: NetworkVariables,
  image: GraphTensor,
  training: boolean,
  branchFactors: BranchFactors = new Map(),
): ForwardPass {
  const parameters = new Map<string, GraphTensor>()
  const statisticUpdates: StatisticUpdate[] = []
  const layers: Forward[] = []
  for (const layer of graph.layers) {
    const read = layer.kind === 'input' ? [image] : layer.inputs.map((id) => outputOf(layers, id))
    const forward = writer.within(`${layer.name}/${training ? 'forward' : 'evaluation'}`, () => {
      const inputs = scaleBranch(writer, read, branchFactors.get(layer.id))
      return ruleOf(layer).graph.forward(writer, {
        config: layer.config,
        inputs,
        training,
        parameter(name) {
          const key = `${layer.name}.${name}`
          const value = parameters.get(key) ?? writer.read(variableOf(variables.parameters, key))
          parameters.set(key, value)
          return value
        },
        statistic: (name) => writer.read(variableOf(variables.statistics, `${layer.name}.${name}`)),
        updateStatistic(name, value) {
          statisticUpdates.push({ variable: variableOf(variables.statistics, `${layer.name}.${name}`), value })
        },
      })
    })
    layers.push(forward)
  }
  return { scores: outputOf(layers, graph.layers.length - 1), parameters, statisticUpdates, layers, branchFactors }
}

export interface BackwardPass {
  /** Gradients of the loss by every parameter, by `layer.parameter`. */
  readonly byParameter: ReadonlyMap<string, GraphTensor>
  /** The part of the gradient by its input that goes back through one layer, by the layer's id: of an addition, through its shortcut. */
  readonly byInput: ReadonlyMap<number, GraphTensor>
}

/** From the gradient of the loss by the class scores. */
export function emitBackward(
  writer: GraphWriter,
  graph: LayerGraph,
  pass: ForwardPass,
  scoresGradient: GraphTensor,
): BackwardPass {
  const byOutput: (GraphTensor | null)[] = graph.layers.map(() => null)
  byOutput[graph.layers.length - 1] = scoresGradient
  const byParameter = new Map<string, GraphTensor>()
  const byInput = new Map<number, GraphTensor>()
  for (const layer of [...graph.layers].reverse()) {
    const gradient = byOutput[layer.id]
    const forward = pass.layers[layer.id]
    if (gradient == null || forward === undefined || layer.kind === 'input') continue
    writer.within(`${layer.name}/backward`, () => {
      const backward = ruleOf(layer).graph.backward(writer, {
        ...forward,
        config: layer.config,
        inputs: layer.inputs.map((id) => outputOf(pass.layers, id)),
        gradient,
        needsInputGradients: layer.inputs.some((id) => leadsToParameters(graph, id)),
        parameter: (name) => valueOf(pass.parameters, `${layer.name}.${name}`),
      })
      const shares = scaleBranch(writer, backward.inputs, pass.branchFactors.get(layer.id))
      layer.inputs.forEach((id, position) => {
        const share = shares[position] ?? null
        if (share === null) return
        byInput.set(layer.id, share)
        const sum = byOutput[id] ?? null
        byOutput[id] = sum === null ? share : writer.op('AddV2', [sum, share], float32, like(share))
      })
      for (const [name, value] of Object.entries(backward.parameters)) byParameter.set(`${layer.name}.${name}`, value)
    })
  }
  return { byParameter, byInput }
}

/** The first of an addition's inputs, or of its gradients, is the branch's. */
function scaleBranch<T extends GraphTensor | null>(
  writer: GraphWriter,
  [branch, ...others]: readonly T[],
  factor: GraphTensor | undefined,
): readonly (T | GraphTensor)[] {
  if (branch === undefined) return []
  if (factor === undefined || branch === null) return [branch, ...others]
  return [writer.op('Mul', [branch, factor], float32, like(branch)), ...others]
}

/** Whether a gradient by this layer's output is of any use. The image is the only thing that nothing trains. */
function leadsToParameters(graph: LayerGraph, id: number): boolean {
  const layer: Layer | undefined = graph.layers[id]
  return layer !== undefined && layer.kind !== 'input'
}

function outputOf(layers: readonly Forward[], id: number): GraphTensor {
  const layer = layers[id]
  if (layer === undefined) throw new RangeError(`Layer ${id} has no output yet: the graph is not in topological order.`)
  return layer.output
}

function variableOf(variables: ReadonlyMap<string, Variable>, name: string): Variable {
  return valueOf(variables, name)
}

function valueOf<T>(values: ReadonlyMap<string, T>, name: string): T {
  const value = values.get(name)
  if (value === undefined) throw new RangeError(`The network has no "${name}".`)
  return value
}
