/** Trained networks that are looked into here, and in PyTorch by what is exported of them: blocks are taken out there by changing its modules. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { writeExport } from '../../core/export/write-export.ts'
import { Failure } from '../../core/files/failure.ts'
import type { DeletableBlock } from '../../core/graph/deletable-blocks.ts'
import type { ResultOf } from '../../core/inspect/analyses.ts'
import { calibrationOf, usualBins } from '../../core/inspect/figures/calibration.ts'
import { confusionOf } from '../../core/inspect/figures/confusion.ts'
import { ensembleOf } from '../../core/inspect/figures/ensemble.ts'
import { errorAndLoss, type ErrorAndLoss, type Scored } from '../../core/inspect/figures/scored.ts'
import type { InspectedRun } from '../../core/inspect/inspected-run.ts'
import { measuring } from '../../core/inspect/measuring.ts'
import { drawnDirection } from '../../core/inspect/measuring/surface-points.ts'
import { interchangeable, swappedOrder, swappedWeights } from '../../core/inspect/measuring/swapped-blocks.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { scoresProbe } from '../../core/tensorflow/inspection/probes.ts'
import type { NetworkState } from '../../core/tensorflow/program.ts'
import { fittedPreset, inspectedNet, trainedState } from '../engine/inspected-net.ts'
import { plainRecipe, randomDataset, recipeWith } from '../engine/native.ts'
import { modelOf } from './exports.ts'
import { withoutLibraries } from './python.ts'

/** The promise: figures agree to this share of their size, or of 1 where they are smaller. */
const tolerance = 1e-4
/** In training a ReLU near zero that rounding turns moves the norms of gradients further than that. */
const gradientTolerance = 2e-3
const size = { height: 16, width: 16, channels: 3, classes: 10 }
const count = 203
/** The residual ones are of other seeds: they are an ensemble with the plain one. */
const members = [
  { name: 'resnet-20', recipe: plainRecipe },
  { name: 'plain-20', recipe: plainRecipe },
  { name: 'resnet-20', recipe: recipeWith({ seed: 8 }) },
] as const

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
    }),
  ),
  ensemble: z.object({ mean: z.array(z.number()), vote: z.array(z.number()), agreement: z.array(z.number()) }),
})
type Answers = z.infer<typeof answersSchema>

/** A network, and all that is measured of it here. */
interface Looked {
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
}

/** Gives PyTorch's version, and for each network and for all of them as one, in words, where PyTorch finds something else. */
export async function inspectionDifferences(
  python: string,
  binding: Binding,
): Promise<{ torch: string; all: readonly { readonly what: string; readonly found: string[] }[] }> {
  const dataset = randomDataset(size, { train: 40, test: count })
  const looked: Looked[] = []
  for (const { name, recipe } of members) {
    const graph = await fittedPreset(name, size)
    const { state } = await trainedState(binding, graph, dataset, recipe)
    looked.push(await look(inspectedNet(binding, graph, dataset, state, recipe)))
  }
  const { torch, networks, ensemble } = askPyTorch(python, looked)
  const ours = ensembleOf(looked.map(({ scored }) => scored))
  const together = [
    ...apart('mean of probabilities', column(ours.byMembers, 'mean'), ensemble.mean),
    ...apart('majority vote', column(ours.byMembers, 'vote'), ensemble.vote),
    ...apart('agreement', ours.agreement.flat(), ensemble.agreement),
  ]
  return {
    torch,
    all: [
      ...looked.map((one, at) => ({
        what: `${members[at]?.name ?? ''} looked into`,
        found: differencesOf(one, networks[at]),
      })),
      { what: 'three networks as one', found: together },
    ],
  }
}

async function look(run: InspectedRun): Promise<Looked> {
  const options = { split: 'test', images: null, seed: 1 } as const
  const { result: responses } = await measuring.responses(run, options, quiet)
  const oneBatch = { ...run, recipe: { ...run.recipe, batchSize: count } }
  const { result: gradients } = await measuring.gradients(oneBatch, options, quiet)
  const over = { kind: 'plane', points: 3, span: 1 / 3 } as const
  const { result: surface } = await measuring.surface(run, { ...options, over }, quiet)
  const { result: lesions } = await measuring.lesions(run, { ...options, draws: 2, most: 3 }, quiet)
  const images = Int32Array.from({ length: count }, (_, at) => at)
  const labels = run.labels('test')
  const program = run.open('test', { scores: scoresProbe }, true)
  const scored = { scores: await program.read('scores', images), labels, classes: size.classes }
  const pairs = interchangeable(program.blocks, run.weights)
  const swapped: Looked['swapped'][number][] = []
  for (const swaps of [[0], [1, pairs.length - 1]]) {
    const order = swappedOrder(pairs, program.blocks.length, swaps)
    program.writeWeights(swappedWeights(program.blocks, order, run.weights))
    swapped.push({
      order: namedOrder(program.blocks, order),
      ...errorAndLoss({ ...scored, scores: await program.read('scores', images) }),
    })
  }
  program.dispose()
  return {
    run,
    scored,
    responses,
    gradients: gradients.trained,
    surface,
    lesions: [
      { blocks: [], ...lesions.whole },
      ...lesions.alone.map(({ name, error, loss }) => ({ blocks: [name], error, loss })),
      ...lesions.together,
    ],
    swapped,
  }
}

const quiet = (): Promise<void> => Promise.resolve()

function namedOrder(blocks: readonly DeletableBlock[], order: readonly number[]): Record<string, string> {
  return Object.fromEntries(order.map((from, to) => [blocks[to]?.name ?? '', blocks[from]?.name ?? '']))
}

function askPyTorch(python: string, looked: readonly Looked[]): Answers {
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
  const networks = looked.map(({ run, surface, lesions, swapped }, at) => {
    const into = writeNetwork(folder, String(at), run)
    const drawn = [0, 1].map((axis) => `${at}-direction${axis}`)
    drawn.forEach((name, axis) => writeNetwork(folder, name, { ...run, weights: wholeDirection(run.weights, axis) }))
    return {
      drawn,
      points: surface.positions.flatMap((second) => surface.positions.map((first) => [first, second])),
      folder: String(at),
      model: modelOf(join(into, 'network.py')),
      bins: usualBins,
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

function differencesOf(
  { scored, responses, gradients, surface, lesions, swapped }: Looked,
  theirs: Answers['networks'][number] | undefined,
): string[] {
  if (theirs === undefined) return ['not looked into']
  const { error, loss } = errorAndLoss(scored)
  const names = responses.blocks.map(({ name }) => name)
  return [
    ...apart('deviations', column(responses.layers, 'std'), column(theirs.responses.layers, 'std')),
    ...apart('means', column(responses.layers, 'mean'), column(theirs.responses.layers, 'mean')),
    ...apart(
      'shares of branches',
      column(responses.blocks, 'share'),
      names.map((name) => theirs.responses.blocks[name]),
    ),
    ...apart('gradients by weights', column(gradients.layers, 'byWeights'), theirs.gradients.byWeights, gradientTolerance),
    ...apart(
      'gradients by responses',
      column(gradients.layers, 'byResponse').slice(0, -1),
      theirs.gradients.byResponse,
      gradientTolerance,
    ),
    ...apart('gradients through branches', column(gradients.blocks, 'branch'), theirs.gradients.branch, gradientTolerance),
    ...apart('gradients through shortcuts', column(gradients.blocks, 'shortcut'), theirs.gradients.shortcut, gradientTolerance),
    ...apart('losses around', column(surface.rows.flat(), 'loss'), column(theirs.surface, 'loss')),
    ...apart('errors around', column(surface.rows.flat(), 'error'), column(theirs.surface, 'error')),
    ...apart('error and loss', [error, loss], [theirs.errors.error, theirs.errors.loss]),
    ...apart('confusion', [...confusionOf(scored).counts], theirs.errors.confusion),
    ...apart('calibration', [calibrationOf(scored).expectedError], [theirs.errors.calibration]),
    ...apart('errors without blocks', column(lesions, 'error'), column(theirs.lesions, 'error')),
    ...apart('losses without blocks', column(lesions, 'loss'), column(theirs.lesions, 'loss')),
    ...apart('errors in another order', column(swapped, 'error'), column(theirs.swapped, 'error')),
    ...apart('losses in another order', column(swapped, 'loss'), column(theirs.swapped, 'loss')),
  ]
}

function column<Key extends string>(rows: readonly Readonly<Record<Key, number | null>>[], key: Key): (number | null)[] {
  return rows.map((row) => row[key])
}

function apart(
  what: string,
  ours: readonly (number | null)[],
  theirs: readonly (number | null | undefined)[],
  within = tolerance,
): string[] {
  if (ours.length !== theirs.length) return [`${what}: ${ours.length} figures here, ${theirs.length} in PyTorch`]
  return ours.flatMap((here, at) => {
    const there = theirs[at] ?? NaN
    const isNear = Math.abs((here ?? NaN) - there) <= within * Math.max(1, Math.abs(there))
    return isNear ? [] : [`${what}, ${at}: ${here ?? 'not finite'} here, ${there} in PyTorch`]
  })
}
