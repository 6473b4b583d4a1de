/** Trained networks that are looked into here, and in PyTorch by what is exported of them: blocks are taken out there by changing its modules. */
import type { DeletableBlock } from '../../core/graph/deletable-blocks.ts'
import { calibrationOf } from '../../core/inspect/figures/calibration.ts'
import { confusionOf } from '../../core/inspect/figures/confusion.ts'
import { ensembleOf } from '../../core/inspect/figures/ensemble.ts'
import { errorAndLoss } from '../../core/inspect/figures/scored.ts'
import type { InspectedRun } from '../../core/inspect/inspected-run.ts'
import { measuring } from '../../core/inspect/measuring.ts'
import { evaluated, type Evaluated } from '../../core/inspect/measuring/evaluated.ts'
import { interchangeable, swappedOrder, swappedWeights } from '../../core/inspect/measuring/swapped-blocks.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { fittedPreset, inspectedNet, trainedState } from '../engine/inspected-net.ts'
import { plainRecipe, randomDataset, recipeWith } from '../engine/native.ts'
import { apart, column } from './inspected-apart.ts'
import { askPyTorch, type Answers, type Looked } from './inspected-answers.ts'
import { furtherDifferences, lookFurther } from './inspected-further.ts'

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
  const { scored, swapped } = await evaluated(run, options, inOtherOrders(run), { withLesions: true })
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
    further: await lookFurther(run, scored),
  }
}

/** What it says of all images, and how wrong it is once pairs of blocks have changed places. */
const inOtherOrders =
  (run: InspectedRun) =>
  async ({ blocks, writeWeights, scored }: Evaluated): Promise<Pick<Looked, 'scored' | 'swapped'>> => {
    const whole = await scored()
    const pairs = interchangeable(blocks, run.weights)
    const swapped: Looked['swapped'][number][] = []
    for (const swaps of [[0], [1, pairs.length - 1]]) {
      const order = swappedOrder(pairs, blocks.length, swaps)
      writeWeights(swappedWeights(blocks, order, run.weights))
      swapped.push({ order: namedOrder(blocks, order), ...errorAndLoss(await scored()) })
    }
    return { scored: whole, swapped }
  }

const quiet = (): Promise<void> => Promise.resolve()

function namedOrder(blocks: readonly DeletableBlock[], order: readonly number[]): Record<string, string> {
  return Object.fromEntries(order.map((from, to) => [blocks[to]?.name ?? '', blocks[from]?.name ?? '']))
}

function differencesOf(
  { scored, responses, gradients, surface, lesions, swapped, further }: Looked,
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
    ...furtherDifferences(further, theirs.further, theirs.errors.loss, gradientTolerance),
  ]
}
