/** What PyTorch answers of networks that are exported to it, with what is to be done to them. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { writeExport } from '../../core/export/write-export.ts'
import { Failure } from '../../core/files/failure.ts'
import type { ResultOf } from '../../core/inspect/analyses.ts'
import { usualBins } from '../../core/inspect/figures/calibration.ts'
import type { ErrorAndLoss, Scored } from '../../core/inspect/figures/scored.ts'
import type { InspectedRun } from '../../core/inspect/inspected-run.ts'
import { drawnDirection } from '../../core/inspect/measuring/surface-points.ts'
import type { NetworkState } from '../../core/tensorflow/program.ts'
import { modelOf } from './exports.ts'
import { furtherSchema, type Further } from './inspected-further.ts'
import { withoutLibraries } from './python.ts'

const evaluated = z.object({ error: z.number(), loss: z.number() })
const answersSchema = z.object({
  torch: z.string(),
  networks: z.array(
    z.object({
      responses: z.object({
        layers: z.array(z.object({ mean: z.number(), std: z.number() })),
        blocks: z.record(z.string(), z.number()),
      }),
      errors: evaluated.extend({ confusion: z.array(z.number()), calibration: z.number() }),
      gradients: z.object({
        byWeights: z.array(z.number()),
        byResponse: z.array(z.number()),
        branch: z.array(z.number()),
        shortcut: z.array(z.number()),
      }),
      surface: z.array(evaluated),
      lesions: z.array(evaluated),
      swapped: z.array(evaluated),
      further: furtherSchema,
    }),
  ),
  ensemble: z.object({ mean: z.array(z.number()), vote: z.array(z.number()), agreement: z.array(z.number()) }),
})
export type Answers = z.infer<typeof answersSchema>

/** A network, and all that is measured of it here. */
export interface Looked {
  readonly run: InspectedRun
  readonly scored: Scored
  readonly responses: ResultOf<'responses'>
  /** Of one batch of all images. */
  readonly gradients: ResultOf<'gradients'>['trained']
  /** Points of a plane, a third of the filters' length apart. */
  readonly surface: ResultOf<'surface'>
  /** Names of what is left out, and what is left then: nothing first. */
  readonly lesions: readonly (ErrorAndLoss & { readonly blocks: readonly string[] })[]
  /** Which block stands at each place. */
  readonly swapped: readonly (ErrorAndLoss & { readonly order: Readonly<Record<string, string>> })[]
  readonly further: Further
}

export function askPyTorch(python: string, looked: readonly Looked[]): Answers {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-inspections-'))
  try {
    writeRequest(folder, looked)
    const { status } = spawnSync(python, ['-B', '-m', 'inspection.answers', folder], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      stdio: ['ignore', 'inherit', 'inherit'],
      env: withoutLibraries(),
    })
    const output = join(folder, 'answers.json')
    if (status === 0 && existsSync(output)) return answersSchema.parse(JSON.parse(readFileSync(output, 'utf8')))
    throw new Failure(
      'pytorch-failed',
      'PyTorch could not look into the networks (its messages are above).',
      'Run it again, or mend tests/reference/inspection.',
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function writeRequest(folder: string, looked: readonly Looked[]): void {
  const networks = looked.map(({ run, surface, lesions, swapped, further }, at) => {
    const into = writeNetwork(folder, String(at), run)
    const drawn = [0, 1].map((axis) => `${at}-direction${axis}`)
    drawn.forEach((name, axis) => writeNetwork(folder, name, { ...run, weights: wholeDirection(run.weights, axis) }))
    return {
      drawn,
      points: surface.positions.flatMap((second) => surface.positions.map((first) => [first, second])),
      folder: String(at),
      model: modelOf(join(into, 'network.py')),
      bins: usualBins,
      further: further.asked,
      lesions: lesions.map(({ blocks }) => blocks),
      orders: swapped.map(({ order }) => order),
    }
  })
  const dataset = looked[0]?.run.dataset
  if (dataset === undefined) throw new RangeError('There is no network.')
  copyFileSync(dataset.test.imagesFile, join(folder, 'images'))
  copyFileSync(dataset.test.labelsFile, join(folder, 'labels'))
  const { height, width, channels, mean, std } = dataset
  writeFileSync(join(folder, 'request.json'), JSON.stringify({ input: [height, width, channels], mean, std, networks }))
}

function writeNetwork(folder: string, name: string, { graph, weights }: Pick<InspectedRun, 'graph' | 'weights'>): string {
  const into = join(folder, name)
  mkdirSync(into)
  const exported = { name: 'looked into', graph, label: () => 'Basic', weights: () => weights, from: 'two steps', scaling: null }
  writeExport(exported, { format: 'pytorch', withWeights: true, features: true }, into, 'network')
  return into
}

/** What is drawn, before it is made as long as the filters, and ones for what must not be moved. */
function wholeDirection(weights: NetworkState, axis: number): NetworkState {
  const ones = [...weights].map(([name, { shape, values }]) => [name, { shape, values: values.map(() => 1) }] as const)
  return new Map([...ones, ...drawnDirection(weights, 1, axis)])
}
