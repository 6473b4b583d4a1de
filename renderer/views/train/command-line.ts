/** The same runs as a command line, where it can say them. */
import type { Architecture } from '../../../core/architecture/architecture.ts'
import type { Preset } from '../../../core/api/contract.ts'
import type { DatasetId } from '../../../core/datasets/dataset.ts'
import type { Recipe } from '../../../core/training/recipe.ts'
import { sameRecipe } from './read-form.ts'

export interface CommandRequest {
  /** As designed, before they were fitted to the data set: the command line fits them itself. */
  readonly architectures: readonly Architecture[]
  readonly presets: readonly Preset[]
  readonly dataset: DatasetId
  /** Recipe to start from, by its id. */
  readonly base: { readonly id: string; readonly recipe: Recipe }
  readonly recipe: Omit<Recipe, 'name'>
  readonly seeds: readonly number[]
}

export type CommandLine = { ok: true; text: string } | { ok: false; reason: string }

/** One command a seed. The reason says which design or setting has no words there. */
export function commandLine({ architectures, presets, dataset, base, recipe, seeds }: CommandRequest): CommandLine {
  const names: string[] = []
  for (const architecture of architectures) {
    const preset = presets.find((candidate) => sameLayers(candidate.architecture, architecture))
    if (!preset)
      return { ok: false, reason: `${architecture.name} is no preset; the command line takes presets and design files` }
    names.push(preset.id)
  }
  const options = recipeOptions(base.recipe, recipe)
  if (!sameRecipe(options.said, recipe))
    return { ok: false, reason: 'the command line has no option for this divisor, padding or evaluation' }
  const common = ['npm run lab -- train', ...names, `--data ${dataset}`, `--recipe ${base.id}`, ...options.words]
  return { ok: true, text: seeds.map((seed) => [...common, `--seed ${seed}`].join(' ')).join(' && ') }
}

/** The options that lead from one recipe to the other, and what the command line would make of them. */
function recipeOptions(base: Recipe, recipe: Omit<Recipe, 'name'>): { words: string[]; said: Omit<Recipe, 'name'> } {
  const words: string[] = []
  const { length, batchSize, optimizer, learningRate, augmentation } = recipe
  const longer = JSON.stringify([length.unit, length.value]) !== JSON.stringify([base.length.unit, base.length.value])
  if (longer) words.push(`--${length.unit} ${length.value}`)
  if (batchSize !== base.batchSize) words.push(`--batch ${batchSize}`)
  if (learningRate.initial !== base.learningRate.initial) words.push(`--lr ${learningRate.initial}`)
  // A new length moves the drops along, so that they are said with it.
  if (longer || batchSize !== base.batchSize || JSON.stringify(learningRate.after) !== JSON.stringify(base.learningRate.after)) {
    words.push(`--drops ${learningRate.after.join(',') || 'none'}`)
  }
  if (optimizer.momentum !== base.optimizer.momentum) words.push(`--momentum ${optimizer.momentum}`)
  if (optimizer.weightDecay !== base.optimizer.weightDecay) words.push(`--weight-decay ${optimizer.weightDecay}`)
  const augments = augmentation.pad > 0 || augmentation.flip
  const baseAugments = base.augmentation.pad > 0 || base.augmentation.flip
  if (!augments && baseAugments) words.push('--no-augment')
  return {
    words,
    said: {
      ...recipe,
      learningRate: { ...learningRate, divisor: base.learningRate.divisor },
      augmentation: augments ? base.augmentation : { pad: 0, flip: false },
      evaluation: length.unit === 'epochs' ? { unit: 'epochs', value: 1 } : base.evaluation,
    },
  }
}

const sameLayers = (one: Architecture, other: Architecture): boolean => plain(one) === plain(other)

/** Fields in one order, without the name. */
function plain(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'name') return undefined
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
