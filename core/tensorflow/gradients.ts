/** What comes back to each layer of a network, while its backward pass is written. */
import { like, typeOf, type GraphTensor } from '../graph/graph-layer.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import type { GraphWriter } from './graph-writer.ts'

/** Gradients by the output of each layer: what has come back so far, one from each of its readers. */
export class Gradients {
  readonly #writer: GraphWriter
  readonly #shares: GraphTensor[][]
  readonly #totals = new Map<number, GraphTensor>()

  constructor(writer: GraphWriter, graph: LayerGraph) {
    this.#writer = writer
    this.#shares = graph.layers.map(() => [])
  }

  add(layer: number, share: GraphTensor): void {
    this.#shares[layer]?.push(share)
  }

  /** In the order in which they came. */
  shares(layer: number): readonly GraphTensor[] {
    return this.#shares[layer] ?? []
  }

  /** The sum of those that have come; null for none. */
  soFar(layer: number): GraphTensor | null {
    const [first, ...others] = this.shares(layer)
    return first === undefined ? null : others.reduce((a, b) => this.#sum(a, b), first)
  }

  newest(layer: number): GraphTensor | null {
    return this.shares(layer).at(-1) ?? null
  }

  /** Their sum, once all have come. Throws a RangeError where none has. */
  total(layer: number): GraphTensor {
    const total = this.totalOrNone(layer)
    if (total === null) throw new RangeError(`Nothing goes back to layer ${layer}.`)
    return total
  }

  totalOrNone(layer: number): GraphTensor | null {
    const total = this.#totals.get(layer) ?? this.soFar(layer)
    if (total !== null) this.#totals.set(layer, total)
    return total
  }

  #sum(a: GraphTensor, b: GraphTensor): GraphTensor {
    return this.#writer.op('AddV2', [a, b], typeOf(b), like(b))
  }
}
