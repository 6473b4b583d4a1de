/** From the fields to a recipe, or what is wrong with them: what is and why not, in a dozen words, and what mends it. */
import type { Recipe } from '../../../core/training/recipe.ts'
import { lengthInSteps, stepsPerEpoch } from '../../../core/training/schedule.ts'
import { formatCount } from '../../format.ts'
import { niceStep } from '../../components/charts/scale.ts'
import { readNumber, readNumbers, type TrainForm } from './train-form.ts'

export type FieldId =
  'batch' | 'length' | 'momentum' | 'weightDecay' | 'rate' | 'divisor' | 'drops' | 'pad' | 'evaluation' | 'seeds'

export interface FieldProblem {
  readonly field: FieldId
  /** The field as the footer names it. */
  readonly name: string
  readonly message: string
  readonly mends: readonly { readonly label: string; readonly change: Partial<TrainForm> }[]
}

export interface ReadForm {
  /** Without its name; the first seed stands in it. Null while a field is wrong. */
  readonly recipe: Omit<Recipe, 'name'> | null
  readonly seeds: readonly number[]
  readonly problems: readonly FieldProblem[]
  /** Null where batch or length are wrong. */
  readonly epochSteps: number | null
  readonly totalSteps: number | null
}

const largestSeed = 2 ** 31 - 1
/** As many runs as one request starts, half of them for twins. */
const mostSeeds = 50

export function readForm(form: TrainForm, images: { readonly trainCount: number; readonly height: number }): ReadForm {
  const problems: FieldProblem[] = []
  const report = (field: FieldId, name: string, message: string, ...mends: FieldProblem['mends']): null => {
    problems.push({ field, name, message, mends })
    return null
  }
  const whole = (field: FieldId & keyof TrainForm, name: string, noun: string, max: number, usual: number): number | null => {
    const value = readNumber(String(form[field]))
    if (Number.isInteger(value) && value >= 1 && value <= max) return value
    const nearest = Math.min(max, value >= 1 ? Math.round(value) : usual)
    return report(field, name, `${noun} is a whole number from 1 to ${formatCount(max)}.`, {
      label: `Set ${formatCount(nearest)}`,
      change: { [field]: formatCount(nearest) },
    })
  }
  const between = (
    field: FieldId & keyof TrainForm,
    name: string,
    noun: string,
    range: { above?: number; min?: number; max: number; usual: number },
  ): number | null => {
    const value = readNumber(String(form[field]))
    const fits =
      Number.isFinite(value) &&
      value <= range.max &&
      (range.above === undefined ? value >= (range.min ?? 0) : value > range.above)
    if (fits) return value
    const from = range.above === undefined ? `from ${range.min ?? 0}` : `above ${range.above}, up`
    return report(field, name, `${noun} is a number ${from} to ${formatCountOrNumber(range.max)}.`, {
      label: `Set ${range.usual}`,
      change: { [field]: String(range.usual) },
    })
  }

  const batchSize = whole('batch', 'batch', 'A batch', Math.min(65_536, images.trainCount), 128)
  const length = whole('length', 'length', 'The length', 100_000_000, lengthFor(form.drops))
  const momentum = between('momentum', 'momentum', 'Momentum', { min: 0, max: 0.9999, usual: 0.9 })
  const weightDecay = between('weightDecay', 'weight decay', 'Weight decay', { min: 0, max: 1, usual: 0.0001 })
  const initial = between('rate', 'learning rate', 'The learning rate', { above: 0, max: 1000, usual: 0.1 })
  const divisor = between('divisor', 'what the rate is divided by', 'The divisor', { min: 1, max: 1000, usual: 10 })
  const pad = form.crop ? whole('pad', 'padding', 'Padding', Math.min(64, images.height - 1), 4) : 0
  const evaluation = whole('evaluation', 'evaluation', 'The cadence', 100_000_000, 1)

  const epochSteps = batchSize === null ? null : stepsPerEpoch(images.trainCount, batchSize)
  const totalSteps =
    epochSteps === null || length === null ? null : lengthInSteps({ unit: form.lengthUnit, value: length }, epochSteps)
  const after = readDrops(form, totalSteps, report)
  const seeds = readSeeds(form, report)

  const [seed] = seeds ?? []
  const complete =
    batchSize !== null &&
    length !== null &&
    momentum !== null &&
    weightDecay !== null &&
    initial !== null &&
    divisor !== null &&
    pad !== null &&
    evaluation !== null &&
    after !== null &&
    seed !== undefined
  const recipe: ReadForm['recipe'] = complete
    ? {
        batchSize,
        length: { unit: form.lengthUnit, value: length },
        optimizer: { kind: 'sgd', momentum, weightDecay },
        learningRate: { kind: 'steps', initial, divisor, after },
        inputScaling: 'channel-mean-deviation',
        augmentation: { pad, flip: form.flip },
        evaluation: { unit: form.evaluationUnit, value: evaluation },
        seed,
      }
    : null
  return { recipe, seeds: seeds ?? [], problems, epochSteps, totalSteps }
}

/** A length in which the drops come, the last of them at three quarters. */
function lengthFor(drops: string): number {
  const last = Math.max(0, ...(readNumbers(drops) ?? []))
  return last > 0 ? Math.ceil((last * 4) / 3) : 400
}

type Report = (field: FieldId, name: string, message: string, ...mends: FieldProblem['mends']) => null

function readDrops(form: TrainForm, totalSteps: number | null, report: Report): number[] | null {
  const drops = readNumbers(form.drops)
  const name = 'schedule, drops'
  if (!drops || drops.some((drop) => drop < 1)) {
    return report('drops', name, 'Drops are steps: whole numbers from 1, apart by commas.', {
      label: 'No drops',
      change: { drops: '' },
    })
  }
  if (drops.length > 64) return report('drops', name, `At most 64 drops are possible; these are ${drops.length}.`)
  const sorted = [...new Set(drops)].sort((a, b) => a - b)
  if (sorted.some((drop, index) => drop !== drops[index]) || sorted.length !== drops.length) {
    return report('drops', name, 'Drops come one after the other, each later than the last.', {
      label: 'Put in order',
      change: { drops: joined(sorted) },
    })
  }
  const late = totalSteps === null ? undefined : drops.find((drop) => drop >= totalSteps)
  if (late === undefined || totalSteps === null) return drops
  const kept = drops.filter((drop) => drop < totalSteps)
  const earlier = Math.round(0.75 * totalSteps)
  const moved = earlier > (kept.at(-1) ?? 0) ? [...kept, earlier] : kept
  const longer = Math.ceil((drops.at(-1) ?? late) / 0.9 / niceStep(late, 8)) * niceStep(late, 8)
  return report(
    'drops',
    `schedule, drop after ${formatCount(late)}`,
    `A drop after ${formatCount(late)} never comes: the run ends at ${formatCount(totalSteps)}.`,
    moved.length > kept.length
      ? { label: `Set ${formatCount(earlier)}`, change: { drops: joined(moved) } }
      : { label: 'Leave it out', change: { drops: joined(kept) } },
    { label: `Train ${formatCount(longer)}`, change: { length: formatCount(longer), lengthUnit: 'steps' } },
  )
}

function readSeeds(form: TrainForm, report: Report): number[] | null {
  const seeds = readNumbers(form.seeds)
  if (!seeds || seeds.length === 0 || seeds.some((seed) => seed < 0 || seed > largestSeed)) {
    return report('seeds', 'seeds', `Seeds are whole numbers from 0 to ${formatCount(largestSeed)}.`, {
      label: 'Set 1',
      change: { seeds: '1' },
    })
  }
  const distinct = [...new Set(seeds)]
  if (distinct.length < seeds.length) {
    return report('seeds', 'seeds', 'A seed stands twice: those runs would be equal.', {
      label: 'Leave doubles out',
      change: { seeds: distinct.join(', ') },
    })
  }
  if (seeds.length > mostSeeds) return report('seeds', 'seeds', `At most ${mostSeeds} seeds at once; these are ${seeds.length}.`)
  return seeds
}

const joined = (steps: readonly number[]): string => steps.map((step) => formatCount(step)).join(', ')
const formatCountOrNumber = (value: number): string => (Number.isInteger(value) ? formatCount(value) : String(value))

/** Whether two recipes ask for the same, whatever they are called and whichever their seeds. */
export function sameRecipe(one: Omit<Recipe, 'name'>, other: Omit<Recipe, 'name'>): boolean {
  const plain = ({
    batchSize,
    length,
    optimizer,
    learningRate,
    inputScaling,
    augmentation,
    evaluation,
  }: Omit<Recipe, 'name'>): string =>
    JSON.stringify([
      batchSize,
      [length.unit, length.value],
      [optimizer.momentum, optimizer.weightDecay],
      [learningRate.initial, learningRate.after.length > 0 ? learningRate.divisor : 1, learningRate.after],
      inputScaling,
      [augmentation.pad, augmentation.flip],
      [evaluation.unit, evaluation.value],
    ])
  return plain(one) === plain(other)
}

/** A recipe's name: that of the one it began from while it asks for the same, else marked as changed. */
export function recipeName(recipe: Omit<Recipe, 'name'>, from: Recipe | null): string {
  if (!from) return 'own recipe'
  return sameRecipe(recipe, from) ? from.name : `${from.name.replace(/, changed$/, '')}, changed`
}
