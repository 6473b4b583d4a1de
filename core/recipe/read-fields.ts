/** From fields to a recipe, or what is wrong with them. */
import { countText, readNumbers } from './number-text.ts'
import { fieldReader, unclearNumbers, type FieldProblem, type FieldReader } from './field-reader.ts'
import { readAugmentation, readAveraging, readOptimizer } from './read-choices.ts'
import { readDrops, readSchedule, readWarmUp } from './read-schedule.ts'
import type { RecipeFields } from './fields.ts'
import type { Recipe } from './recipe.ts'
import { lengthInSteps, stepsPerEpoch } from './schedule.ts'

/** A recipe without its name; the first seed stands in it. */
export type NamelessRecipe = Omit<Recipe, 'name'>

export interface ReadFields {
  /** Null while a field is wrong. */
  readonly recipe: NamelessRecipe | null
  readonly seeds: readonly number[]
  readonly problems: readonly FieldProblem[]
  /** Null where batch, validation images or length are wrong. */
  readonly epochSteps: number | null
  readonly totalSteps: number | null
  /** The learning rate as far as its own fields go, with drops that never come; null where one of them is wrong. */
  readonly rates: Pick<Recipe, 'learningRate' | 'warmUp'> | null
}

const largestSeed = 2 ** 31 - 1
/** As many runs as one request starts, half of them for twins. */
const mostSeeds = 50

export function readFields(fields: RecipeFields, images: { readonly trainCount: number; readonly height: number }): ReadFields {
  const reader = fieldReader(fields)
  const batch = readBatch(reader, images.trainCount)
  const lengthValue = reader.number('length', { usual: lengthFor(fields.drops) })
  const epochSteps = batch && stepsPerEpoch(images.trainCount, batch)
  const length = lengthValue === null ? null : { unit: fields.lengthUnit, value: lengthValue }
  const totalSteps = length && epochSteps && lengthInSteps(length, epochSteps)

  const optimizer = readOptimizer(reader)
  const schedule = readSchedule(reader)
  const warmUp = readWarmUp(reader, totalSteps)
  const after = fields.schedule === 'steps' ? readDrops(reader, totalSteps) : []
  const learningRate = schedule && after && (schedule.kind === 'steps' ? { ...schedule, after } : schedule)

  const gradientClip = fields.clip ? reader.number('clipNorm') : undefined
  const labelSmoothing = reader.number('labelSmoothing')
  const stochasticDepth = reader.number('stochasticDepth')
  const averaging = readAveraging(reader)
  const augmentation = readAugmentation(reader, images.height)
  const gigabytes = fields.recomputation === 'fit' ? reader.number('gigabytes') : 0
  const evaluation = reader.number('evaluation')
  const earlyStop = fields.stopEarly ? reader.number('earlyStop') : undefined
  const checkpoints = readCheckpoints(reader)
  const telemetryEvery = reader.number('telemetry')
  const seeds = readSeeds(reader)

  const [seed] = seeds ?? []
  const complete =
    batch !== null &&
    length !== null &&
    optimizer !== null &&
    learningRate !== null &&
    warmUp !== null &&
    gradientClip !== null &&
    labelSmoothing !== null &&
    stochasticDepth !== null &&
    averaging !== null &&
    augmentation !== null &&
    gigabytes !== null &&
    evaluation !== null &&
    earlyStop !== null &&
    checkpoints !== null &&
    telemetryEvery !== null &&
    seed !== undefined
  const recipe: NamelessRecipe | null = complete
    ? {
        ...batch,
        length,
        optimizer,
        learningRate,
        warmUp,
        gradientClip: gradientClip ?? null,
        labelSmoothing,
        stochasticDepth,
        averaging,
        inputScaling: 'channel-mean-deviation',
        augmentation,
        precision: fields.precision,
        recomputation: fields.recomputation === 'fit' ? { kind: 'fit', gigabytes } : { kind: fields.recomputation },
        evaluation: { unit: fields.evaluationUnit, value: evaluation },
        earlyStop: earlyStop ?? null,
        notFinite: fields.notFinite,
        checkpoints,
        telemetryEvery,
        seed,
      }
    : null
  const rates = schedule && warmUp && { learningRate: schedule, warmUp }
  return { recipe, seeds: seeds ?? [], problems: reader.problems, epochSteps, totalSteps, rates }
}

type Batch = Pick<Recipe, 'batchSize' | 'accumulation' | 'validationImages'>

/** What makes a step, and what is left to make it of. */
function readBatch(reader: FieldReader, trainCount: number): Batch | null {
  const batchSize = reader.number('batch', { max: Math.min(65_536, trainCount) })
  const validationImages = reader.number('validation', {
    max: trainCount - (batchSize ?? 1),
    beyond: Math.floor((trainCount - (batchSize ?? 1)) / 10),
  })
  const left = trainCount - (validationImages ?? 0)
  const most = Math.min(4096, Math.max(1, Math.floor(left / (batchSize ?? 1))))
  const accumulation = reader.number('accumulation', { max: most })
  if (batchSize === null || accumulation === null || validationImages === null) return null
  return { batchSize, accumulation, validationImages }
}

/** A length in which the drops come, the last of them at three quarters. */
function lengthFor(drops: string): number {
  const read = readNumbers(drops)
  const last = Math.max(0, ...(read.kind === 'numbers' ? read.values : []))
  return last > 0 ? Math.ceil((last * 4) / 3) : 400
}

function readCheckpoints(reader: FieldReader): Recipe['checkpoints'] | null {
  const { fields } = reader
  const every = reader.number('checkpoint')
  const last = reader.number('keepLast')
  const archive = fields.archive ? reader.number('archiveEvery') : undefined
  const budgetMegabytes = reader.number('budget')
  if (every === null || last === null || archive === null || budgetMegabytes === null) return null
  return {
    every: { unit: fields.checkpointUnit, value: every },
    last,
    best: fields.keepBest,
    archive: archive === undefined ? null : { unit: fields.archiveUnit, value: archive },
    budgetMegabytes,
  }
}

function readSeeds({ fields, report }: FieldReader): number[] | null {
  const read = readNumbers(fields.seeds)
  if (read.kind === 'unclear') {
    const possible = (values: readonly number[]): boolean => values.every((seed) => seed <= largestSeed)
    return report('seeds', 'seeds', ...unclearNumbers('seeds', fields.seeds, read.readings, possible))
  }
  const seeds = read.kind === 'numbers' ? [...read.values] : []
  if (seeds.length === 0 || seeds.some((seed) => seed < 0 || seed > largestSeed)) {
    return report('seeds', 'seeds', `Seeds are whole numbers from 0 to ${countText(largestSeed)}.`, {
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
