/** Builds a LayerGraph layer by layer, giving each its shape as it comes. */
import type { Initialization } from './initialization.ts'
import { layerRules, type LayerConfigs, type LayerKind } from './layers.ts'
import type { LayerRule } from './layer-rule.ts'
import type { Join, Layer, LayerGraph, Place } from './layer-graph.ts'
import type { Shape } from './tensors.ts'

export class GraphBuilder {
  readonly #layers: Layer[] = []
  readonly #initialization: Initialization
  readonly #joins: Join[] = []

  /** Starts with the input layer, whose id is 0. */
  constructor(shape: readonly [height: number, width: number, channels: number], initialization: Initialization = 'he-fan-in') {
    this.#initialization = initialization
    this.appendTo([], 'input', 'input', { shape }, { part: 'input' })
  }

  /** Id of the newest layer. */
  get last(): number {
    return this.#layers.length - 1
  }

  /** Throws a RangeError for an id that is not there yet. */
  shapeOf(id: number): Shape {
    const layer = this.#layers[id]
    if (layer === undefined) throw new RangeError(`There is no layer ${id}.`)
    return layer.outputShape
  }

  /** Adds a layer that reads the newest one, and gives its id. */
  append<K extends LayerKind>(kind: K, name: string, config: LayerConfigs[K], place: Place): number {
    return this.appendTo([this.last], kind, name, config, place)
  }

  /** Adds a layer that reads `inputs`, and gives its id. Throws a RangeError when it cannot take their shapes. */
  appendTo<K extends LayerKind>(inputs: readonly number[], kind: K, name: string, config: LayerConfigs[K], place: Place): number {
    const rule = layerRules[kind] as LayerRule<LayerConfigs[K]>
    const id = this.#layers.length
    const outputShape = rule.outputShape(
      config,
      inputs.map((input) => this.shapeOf(input)),
    )
    // TypeScript cannot see that kind and config stay a pair through the type parameter.
    this.#layers.push({ id, name, kind, config, inputs, outputShape, place } as unknown as Layer)
    return id
  }

  /** Says that branches begin and meet there. */
  join(join: Join): void {
    this.#joins.push(join)
  }

  graph(): LayerGraph {
    return { layers: this.#layers, joins: this.#joins, initialization: this.#initialization }
  }
}
