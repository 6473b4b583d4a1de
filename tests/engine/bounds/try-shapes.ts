/**
 * Runs layers of many shapes forward and backward, and says of each what was wrong: `try-shapes.ts EMISSION SHAPES` in guarded memory, with
 * shapes in JSON. A line of JSON for each shape.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import type { GraphLayer, GraphTensor } from '../../../core/graph/graph-layer.ts'
import { averagePool } from '../../../core/graph/layers/average-pool.ts'
import { conv } from '../../../core/graph/layers/conv.ts'
import { linear } from '../../../core/graph/layers/linear.ts'
import { maxPool } from '../../../core/graph/layers/max-pool.ts'
import { zeroPadShortcut } from '../../../core/graph/layers/zero-pad-shortcut.ts'
import { GraphWriter } from '../../../core/tensorflow/graph-writer.ts'
import { Session, type Feed } from '../../../core/tensorflow/session.ts'
import { nativeBinding } from '../native.ts'
import { direct, drawGiven, isWeighted, type Given } from './direct.ts'
import { plainConv } from './plain-conv.ts'
import { outputSides, type LayerShape } from './shapes.ts'

/** Ours, ours as where no oneDNN is, or convolutions as TensorFlow offers them. */
export type Emission = 'ours' | 'apart' | 'plain'

export interface Trial {
  readonly shape: LayerShape
  /** "byWeights: wrote byte 312 of a block of 312" */
  readonly wrong: readonly string[]
}

/** Writes for a machine on which convolutions in groups have no gradients. */
class WriterApart extends GraphWriter {
  override differentiatesGroups(): boolean {
    return false
  }
}

/** A graph of so many shapes is soon loaded. */
const shapesInGraph = 12

const values = ['output', 'byImage', 'byWeights'] as const

/** Writes a shape's layer, fed as `image3` and so on, with a target for each value it has. */
function emitShape(writer: GraphWriter, shape: LayerShape, index: number, isPlain: boolean): void {
  const { kind, type, width, kernel, stride, padding } = shape
  const placeholder = (name: string, sides: readonly number[]): GraphTensor =>
    writer.cast(writer.placeholder(`${name}${index}`, 'float32', sides), type)
  const shapes = shapesOf(shape)
  const image = placeholder('image', shapes.image)
  const gradient = placeholder('gradient', shapes.gradient)
  const weights = placeholder('weights', shapes.weights)
  const emit = <Config>({ forward, backward }: GraphLayer<Config>, config: Config): void => {
    const noBias = writer.cast(writer.floats(Array<number>(width).fill(0)), type)
    const parameter = (name: string): GraphTensor => (name === 'weights' ? weights : noBias)
    const unknown = (): never => {
      throw new Error('A window has no statistics and draws nothing.')
    }
    const passed = forward(writer, {
      config,
      inputs: [image],
      training: true,
      parameter,
      statistic: unknown,
      updateStatistic: unknown,
      uniform: unknown,
    })
    const back = backward(writer, { ...passed, config, inputs: [image], gradient, needsInputGradients: true, parameter })
    const [byImage] = back.inputs
    for (const [name, value] of Object.entries({ output: passed.output, byImage, byWeights: back.parameters.weights }))
      if (value) writer.target(`${name}${index}`, writer.cast(value, 'float32'), [])
  }
  if (kind === 'conv') emit(isPlain ? plainConv : conv.graph, { ...shape, bias: false })
  else if (kind === 'linear') emit(linear.graph, shape)
  else if (kind === 'maxPool') emit(maxPool.graph, { kernel: kernel[0], stride, padding: padding[0] })
  else if (kind === 'averagePool') emit(averagePool.graph, { ...shape, kernel: kernel[0], padding: padding[0] })
  else emit(zeroPadShortcut.graph, shape)
}

function shapesOf(shape: LayerShape): Record<keyof Given, number[]> {
  const { kind, batch, rows, columns, channels, kernel, groups, width } = shape
  if (kind === 'linear') return { image: [batch, channels], weights: [channels, width], gradient: [batch, width] }
  return {
    image: [batch, rows, columns, channels],
    weights: isWeighted(shape) ? [...kernel, channels / groups, width] : [0],
    gradient: [batch, ...outputSides(shape), width],
  }
}

function tryShape(session: Session, shape: LayerShape, index: number, faults: () => string[]): string[] {
  const given = drawGiven(shape)
  const shapes = shapesOf(shape)
  const feeds: Record<string, Feed> = {
    [`image${index}`]: { shape: shapes.image, values: given.image },
    [`gradient${index}`]: { shape: shapes.gradient, values: given.gradient },
    [`weights${index}`]: { shape: shapes.weights, values: given.weights },
  }
  const expected = direct(shape, given)
  faults()
  return values
    .filter((name) => isWeighted(shape) || name !== 'byWeights')
    .flatMap((name) => {
      const actual = session.run(`${name}${index}`, feeds)
      return [...faults(), ...difference(actual, expected[name], shape)].map((what) => `${name}: ${what}`)
    })
}

/**
 * float32 holds all these sums, but not the parts of means. A shorter type rounds what comes out, and may round on the way: a mean's gradient
 * at each of the windows that a pixel lies in.
 */
function toleranceOf({ kind, type }: LayerShape): number {
  if (type !== 'float32') return kind === 'averagePool' ? 2 ** -5 : 2 ** -7
  return kind === 'averagePool' ? 2 ** -20 : 0
}

function difference(actual: Float32Array, expected: Float64Array, shape: LayerShape): string[] {
  if (actual.length !== expected.length) return [`${actual.length} numbers instead of ${expected.length}`]
  const tolerance = toleranceOf(shape)
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const wrong = expected.findIndex((value, index) => !(Math.abs((actual[index] ?? NaN) - value) <= tolerance * largest))
  return wrong < 0 ? [] : [`number ${wrong} of ${expected.length} is ${actual[wrong]} instead of ${expected[wrong]}`]
}

/** What guarded memory has reported since it was last asked. */
function readFaults(file: string): () => string[] {
  let read = 0
  const bytes = Buffer.alloc(64 * 1024)
  return () => {
    const handle = openSync(file, 'a+')
    const count = readSync(handle, bytes, 0, bytes.length, read)
    closeSync(handle)
    read += count
    const lines = bytes
      .toString('utf8', 0, count)
      .split('\n')
      .filter((line) => line !== '')
    // One overrun is a fault at every page.
    return lines.slice(0, 1)
  }
}

const [emission, shapesText] = process.argv.slice(2)
const report = process.env.GUARDED_MEMORY_REPORT
if (shapesText === undefined || report === undefined) throw new Error('Which shapes, in which memory?')
const shapes = JSON.parse(shapesText) as LayerShape[]
const binding = nativeBinding()
const faults = readFaults(report)
for (let first = 0; first < shapes.length; first += shapesInGraph) {
  const some = shapes.slice(first, first + shapesInGraph)
  const writer = emission === 'apart' ? new WriterApart() : new GraphWriter()
  some.forEach((shape, index) => emitShape(writer, shape, index, emission === 'plain'))
  const session = new Session(binding, writer.nodes)
  some.forEach((shape, index) => {
    const trial: Trial = { shape, wrong: tryShape(session, shape, index, faults) }
    console.log(JSON.stringify(trial))
  })
  session.dispose()
}
