/** Exported networks against this engine: PyTorch's, Keras' and ONNX Runtime's scores and counts from the same weights and images. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { z } from 'zod'
import type { Architecture } from '../../core/architecture/architecture.ts'
import { countsOf } from '../../core/architecture/counts.ts'
import { loadGallery } from '../../core/architecture/presets.ts'
import { exportedDesign, type Exported } from '../../core/export/export.ts'
import { writeExport } from '../../core/export/write-export.ts'
import { exportFormats } from '../../core/export/formats.ts'
import { stageEnds } from '../../core/export/units.ts'
import { Failure } from '../../core/files/failure.ts'
import type { Tensors } from '../../core/files/safetensors.ts'
import { analyse, parameterCount } from '../../core/graph/analysis.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { GraphWriter } from '../../core/tensorflow/graph-writer.ts'
import { emitForward } from '../../core/tensorflow/network.ts'
import { networkVariables } from '../../core/tensorflow/network-variables.ts'
import { normalValues, randomKey } from '../../core/tensorflow/random-keys.ts'
import { Session } from '../../core/tensorflow/session.ts'
import { valueOf } from '../../core/graph/value-of.ts'
import { visibleText } from '../../core/text/visible-text.ts'
import { everyKind } from '../unit/export/every-kind.ts'
import { architectures } from '../unit/architecture/architectures.ts'
import { wholeNets } from '../engine/whole-nets.ts'
import { withoutLibraries } from './python.ts'

const batch = 2
/** The promise: scores agree to this share of the largest of them. */
const tolerance = 1e-4

const answersSchema = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({ parameters: z.number().nullable(), outputs: z.record(z.string(), z.number()), error: z.string().nullable() }),
  ),
)

export interface ExportCase {
  readonly name: string
  readonly parameters: number
  exported(): Exported
}

/** Those that are exported in each run, whatever is drawn beside them: small networks of the gallery, and one of every kind of part. */
export async function exportedEveryTime(): Promise<Architecture[]> {
  const gallery = (await loadGallery()).map(({ architecture }) => architecture)
  const small = gallery.filter((architecture) => {
    const counts = countsOf(architecture)
    return counts !== null && counts.parameters <= 1_100_000 && counts.depth <= 60
  })
  const names = new Set(small.map(({ name }) => name))
  const ofKinds = await Promise.all(Object.values(wholeNets).map((net) => net()))
  return [...small, ...ofKinds.filter(({ name }) => !names.has(name))]
}

/** What is exported: all kinds of layers in one, those of each run and random designs; with `all` the whole gallery and 200 designs. */
export async function exportCases(all: boolean): Promise<ExportCase[]> {
  const random = fc.sample(architectures, { seed: 2026, numRuns: 4000 }).filter((architecture) => {
    const counts = countsOf(architecture)
    return counts !== null && counts.parameters <= 2_000_000 && counts.macs <= 200_000_000
  })
  const named = all ? (await loadGallery()).map(({ architecture }) => architecture) : await exportedEveryTime()
  const designs = [...named, ...random.slice(0, all ? 200 : 20)]
  return [
    { name: 'every kind of layer', parameters: parameterCount(everyKind().graph), exported: everyKind },
    ...designs.map((architecture) => ({
      name: architecture.name,
      parameters: countsOf(architecture)?.parameters ?? 0,
      exported: () => exportedDesign(architecture),
    })),
  ]
}

/** Networks that are on the disk at once: this many, and no more parameters than these in all, each kept in four formats. */
const most = { networks: 16, parameters: 60_000_000 }

/** A network's number among the cases, from which a later run can go on, its name, and what differs, in words. */
export interface ExportDifference {
  readonly what: string
  readonly found: readonly string[]
}

/**
 * Exports each network from the case of number `from` on in every format, with weights and statistics that are all random, and lets Python load
 * and run what was written.
 */
export function* exportDifferences(
  python: string,
  binding: Binding,
  networks: readonly ExportCase[],
  from: number,
): Generator<ExportDifference> {
  let first = from
  while (first < networks.length) {
    const some = fewOf(networks.slice(first, first + most.networks))
    yield* compareSome(python, binding, some, first)
    first += some.length
  }
}

/** As many of the first as may be on the disk at once, and one at least. */
function fewOf(networks: readonly ExportCase[]): ExportCase[] {
  let parameters = 0
  const end = networks.findIndex((network, index) => {
    parameters += network.parameters
    return index > 0 && parameters > most.parameters
  })
  return networks.slice(0, end < 0 ? networks.length : end)
}

function compareSome(python: string, binding: Binding, networks: readonly ExportCase[], first: number): ExportDifference[] {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-exports-'))
  try {
    const counts = networks.map(({ exported }, index) => writeCase(binding, exported(), join(folder, String(index))))
    const script = fileURLToPath(new URL('./exports.py', import.meta.url))
    const { status } = spawnSync(python, [script, folder], { stdio: ['ignore', 'inherit', 'inherit'], env: withoutLibraries() })
    const output = join(folder, 'answers.json')
    if (status !== 0 || !existsSync(output)) {
      throw new Failure(
        'exports-unread',
        'Python could not run the exports (its messages are above).',
        'Run it again, or mend exports.py.',
      )
    }
    const answers = answersSchema.parse(JSON.parse(readFileSync(output, 'utf8')))
    return networks.map(({ name }, index) => ({
      what: `${first + index}: ${visibleText(name).slice(0, 40)}`,
      found: compare(answers[String(index)] ?? {}, counts[index] ?? -1),
    }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function compare(formats: z.infer<typeof answersSchema>[string], parameters: number): string[] {
  const wanted = exportFormats.filter((format) => format !== 'json')
  return wanted.flatMap((format) => {
    const answer = formats[format]
    if (answer === undefined) return [`${format}: not run`]
    if (answer.error !== null) return [`${format}: ${answer.error}`]
    const counted =
      answer.parameters !== null && answer.parameters !== parameters
        ? [`${format}: ${answer.parameters} parameters, ${parameters} here`]
        : []
    const far = Object.entries(answer.outputs).filter(([, difference]) => !(difference <= tolerance))
    const missing = answer.outputs['scores'] === undefined ? [`${format}: no scores`] : []
    return [
      ...counted,
      ...missing,
      ...far.map(([name, difference]) => `${format}: ${name} differs by ${difference.toExponential(1)}`),
    ]
  })
}

/** Gives the parameters counted here. */
function writeCase(binding: Binding, design: Exported, folder: string): number {
  const weights = shaken(design.weights(), analyse(design.graph).depth)
  for (const format of exportFormats) {
    if (format === 'json') continue
    const into = join(folder, format)
    mkdirSync(into, { recursive: true })
    writeExport({ ...design, weights: () => weights }, { format, withWeights: true, features: true }, into, 'network')
  }
  const { graph } = design
  const shape = [batch, ...(graph.layers[0]?.outputShape ?? [])]
  const images = normalValues(
    randomKey(11, design.name),
    shape.reduce((product, side) => product * side, 1),
    1,
  )
  const outputs = outputsHere(binding, graph, weights, shape, images)
  writeFileSync(
    join(folder, 'case.json'),
    JSON.stringify({
      shape,
      outputs: outputs.map(({ name, shape }) => ({ name, shape })),
      model: modelOf(join(folder, 'pytorch/network.py')),
    }),
  )
  for (const { name, values } of [{ name: 'image', values: images }, ...outputs]) {
    const file = join(folder, `${name}.numbers`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }
  return parameterCount(graph)
}

/** Class of the model in a PyTorch source: the last one that it defines. */
export function modelOf(file: string): string {
  const classes = [...readFileSync(file, 'utf8').matchAll(/^class (\w+)/gm)]
  return classes[classes.length - 1]?.[1] ?? ''
}

/**
 * No tensor stays at a value that would hide a mistake: means not 0, variances and scales not 1. Statistics that are not those of the maps let a
 * very deep network's sums grow beyond float32; there weights are half as large.
 */
function shaken(weights: Tensors, depth: number): Tensors {
  const factor = depth > 400 ? 0.5 : 1
  return new Map(
    [...weights].map(([name, { shape, values }]) => {
      const noise = normalValues(randomKey(3, name), values.length, 0.1)
      const change = name.endsWith('.weights')
        ? (value: number) => factor * value
        : (value: number, at: number) => Math.abs(value) + (noise[at] ?? 0)
      return [name, { shape, values: values.map(change) }]
    }),
  )
}

/** The network's scores, and the maps at the ends of its stages, of these images. */
export function outputsHere(
  binding: Binding,
  graph: LayerGraph,
  weights: Tensors,
  shape: readonly number[],
  images: Float32Array,
) {
  const writer = new GraphWriter()
  const variables = networkVariables(writer, graph)
  const all = [...variables.parameters, ...variables.statistics]
  const assigned = all.map(([name, variable]) => writer.assign(variable, writer.numbers(`value/${name}`, valueOf(weights, name))))
  writer.target('initialise', writer.floats([0], []), assigned)
  const { layers, scores } = emitForward(writer, graph, variables, writer.placeholder('image', 'float32', shape), false)
  const outputs = [
    ...stageEnds(graph).map(({ name, id }) => [name, layers[id]?.output ?? scores] as const),
    ['scores', scores] as const,
  ]
  for (const [name, tensor] of outputs) writer.target(`given/${name}`, tensor, [])
  const session = new Session(binding, writer.nodes)
  session.run('initialise')
  const given = outputs.map(([name, tensor]) => ({
    name,
    shape: tensor.shape,
    values: session.run(`given/${name}`, { image: { shape, values: images } }),
  }))
  session.dispose()
  return given
}
