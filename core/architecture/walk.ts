/**
 * Steps by arithmetic alone: sizes, windows that do not fit, and how much they cost, before any layer of them is made. What follows a mistake
 * is looked at as if that were mended, so that all mistakes are told at once.
 */
import { layerRules } from '../graph/layers.ts'
import type { LayerRule } from '../graph/layer-rule.ts'
import { size, type Parameter, type Shape } from '../graph/tensors.ts'
import { isFork, type LayerStep, type Step } from './steps.ts'

/** What steps come to. Numbers are for one image. */
export interface Walked {
  readonly shape: Shape
  readonly layers: number
  /** Weighted layers on the longest main path. */
  readonly depth: number
  readonly parameters: number
  readonly macs: number
  /** Numbers of all outputs. */
  readonly activations: number
  readonly mistakes: readonly Mistake[]
}

export type Mistake =
  /** A window that is larger than the map, or steps over all of it. */
  | {
      readonly kind: 'window-too-large' | 'stride-too-large'
      readonly step: LayerStep
      readonly map: readonly [height: number, width: number]
      readonly kernel: number
      readonly stride: number
      readonly padding: number
    }
  /** A layer that cannot take what comes in; `reason` is a sentence. */
  | { readonly kind: 'refused'; readonly step: LayerStep; readonly reason: string }

export function walk(steps: readonly Step[], input: Shape): Walked {
  let all: Walked = { shape: input, layers: 0, depth: 0, parameters: 0, macs: 0, activations: 0, mistakes: [] }
  for (const step of steps) {
    const one = isFork(step) ? walkFork(step, all.shape) : walkLayer(step, [all.shape])
    all = { ...sumOf(all, one), shape: one.shape, depth: all.depth + one.depth }
  }
  return all
}

function walkFork({ branches, merge }: Extract<Step, { merge: LayerStep }>, input: Shape): Walked {
  const ways = branches.map(({ branch, steps }) => ({ branch, walked: walk(steps, input) }))
  const merged = walkLayer(
    merge,
    ways.map(({ walked }) => walked.shape),
  )
  const depths = ways.map(({ branch, walked }) => (branch === 'main' ? walked.depth : 0))
  return { ...ways.reduce((sum, { walked }) => sumOf(sum, walked), merged), shape: merged.shape, depth: Math.max(0, ...depths) }
}

/** Their costs together; shape and depth are those of `one`. */
export function sumOf(one: Walked, other: Walked): Walked {
  return {
    ...one,
    layers: one.layers + other.layers,
    parameters: one.parameters + other.parameters,
    macs: one.macs + other.macs,
    activations: one.activations + other.activations,
    mistakes: other.mistakes.length === 0 ? one.mistakes : [...one.mistakes, ...other.mistakes],
  }
}

function walkLayer(step: LayerStep, inputs: readonly Shape[]): Walked {
  const rule = ruleOf(step)
  const [map] = inputs
  const { kernel, stride, padding = 0 } = rule.window(step.config)
  const of = { step, kernel, stride, padding }
  if (map?.length === 3 && stride > 1 && stride > Math.min(map[0], map[1])) {
    return mistaken(widened(rule, step, map), { kind: 'stride-too-large', ...of, map: [map[0], map[1]] })
  }
  try {
    const shape = rule.outputShape(step.config, inputs)
    const parameters = numbersIn(rule.parameters(step.config, inputs))
    const depth = rule.weighted === true ? 1 : 0
    const macs = rule.macs(step.config, inputs)
    return { shape, layers: 1, depth, parameters, macs, activations: size(shape), mistakes: [] }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const tooLarge = map?.length === 3 && kernel - 2 * padding > Math.min(map[0], map[1])
    if (tooLarge) return mistaken(widened(rule, step, map), { kind: 'window-too-large', ...of, map: [map[0], map[1]] })
    return mistaken(map ?? [1], { kind: 'refused', step, reason: error.message })
  }
}

const roomy = 1 << 20

/** The map as it is, with as many channels as the layer would give it if it were large enough; with its own where the layer cannot take those. */
function widened(rule: LayerRule<LayerStep['config']>, { config }: LayerStep, map: readonly [number, number, number]): Shape {
  const [height, width, channels] = map
  try {
    const [, , wide = channels] = rule.outputShape(config, [[roomy, roomy, channels]])
    return [height, width, wide]
  } catch (error) {
    if (error instanceof RangeError) return map
    throw error
  }
}

function mistaken(shape: Shape, mistake: Mistake): Walked {
  return { shape, layers: 1, depth: 0, parameters: 0, macs: 0, activations: 0, mistakes: [mistake] }
}

function numbersIn(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { shape }) => sum + size(shape), 0)
}

/** Kind and config belong together in every step, which a type parameter cannot express here. */
function ruleOf({ layer }: LayerStep): LayerRule<LayerStep['config']> {
  return layerRules[layer] as unknown as LayerRule<LayerStep['config']>
}
