/** What the settings of a recipe must be to one another, and to the images it trains on: each is possible by itself, all together may not be. */
import type { RecipeField } from './fields.ts'
import { fits, nearestTo, rangeText, textOfNumber, type NumberLimit } from './number-limit.ts'
import { countText, numbersText } from './number-text.ts'
import type { NumberSpec } from './parts/leaves.ts'
import { lengthInSteps, stepsPerEpoch } from './schedule.ts'
import { cutout, pad } from './settings/augmentation.ts'
import { accumulationPart, batchPart, validationPart } from './settings/batch.ts'
import { warmUpSteps } from './settings/warm-up.ts'
import type { SettingValues } from './settings.ts'

/** What a recipe trains on. */
export interface Images {
  readonly trainCount: number
  readonly height: number
}

/** What a recipe sets, as far as it can be read. */
export type ReadSettings = Partial<SettingValues>

export interface RecipeProblem {
  readonly field: RecipeField
  /** The field as a list of what must be mended names it. */
  readonly name: string
  /** What is and why not, in a dozen words. */
  readonly message: string
  readonly mends: readonly { readonly label: string; readonly change: ReadSettings }[]
}

/** All that is wrong between settings that can be read; `images` null where it is not known what is trained on. */
export function recipeProblems(recipe: ReadSettings, images: Images | null): RecipeProblem[] {
  const { batchSize, validationImages, accumulation, learningRate, warmUp, augmentation } = recipe
  const rooms = roomsOf(recipe, images)
  const changed = (to: Partial<SettingValues['augmentation']>): ReadSettings =>
    augmentation ? { augmentation: { ...augmentation, ...to } } : {}
  return [
    ...outside(rooms, batchPart, batchSize, (value) => ({ batchSize: value })),
    ...outside(rooms, accumulationPart, accumulation, (value) => ({ accumulation: value })),
    ...(learningRate?.kind === 'steps' ? dropProblems(learningRate, stepsOf(recipe, images).totalSteps) : []),
    ...(warmUp?.kind === 'linear'
      ? outside(rooms, warmUpSteps, warmUp.steps, (steps) => ({ warmUp: { ...warmUp, steps } }))
      : []),
    ...outside(rooms, pad, augmentation?.pad || undefined, (value) => changed({ pad: value })),
    ...outside(rooms, cutout, augmentation?.cutout || undefined, (value) => changed({ cutout: value })),
    ...(augmentation?.erasing ? erasingProblems(augmentation.erasing, changed) : []),
    ...outside(rooms, validationPart, validationImages, (value) => ({ validationImages: value })),
  ]
}

export interface Steps {
  readonly epochSteps: number | null
  readonly totalSteps: number | null
}

/** Null where batch, validation images or length cannot be read, or are more than there is. */
export function stepsOf(recipe: ReadSettings, images: Images | null): Steps {
  const { batchSize, accumulation, validationImages, length } = recipe
  const rooms = batchRooms(recipe, images)
  const isWithin = (part: Numeric, value: number | undefined): value is number =>
    value !== undefined && fits(value, { ...part.spec, ...rooms[part.field] })
  const known =
    isWithin(batchPart, batchSize) && isWithin(accumulationPart, accumulation) && isWithin(validationPart, validationImages)
  const epochSteps = images && known ? stepsPerEpoch(images.trainCount, { batchSize, accumulation, validationImages }) : null
  if (length === undefined) return { epochSteps, totalSteps: null }
  if (epochSteps !== null) return { epochSteps, totalSteps: lengthInSteps(length, epochSteps) }
  return { epochSteps, totalSteps: images === null && length.unit === 'steps' ? length.value : null }
}

/** Where the rest leaves a number less room than its own limits. */
export type Rooms = Partial<Record<RecipeField, Partial<NumberLimit>>>

export function roomsOf(recipe: ReadSettings, images: Images | null): Rooms {
  const { totalSteps } = stepsOf(recipe, images)
  const { usual } = warmUpSteps.spec
  const last = recipe.learningRate?.kind === 'steps' ? Math.max(0, ...recipe.learningRate.after) : 0
  return {
    ...batchRooms(recipe, images),
    // A length in which the drops come, the last of them at three quarters.
    ...(last > 0 ? { length: { usual: Math.ceil((last * 4) / 3) } } : {}),
    ...(totalSteps === null ? {} : { warmUpSteps: { max: totalSteps, beyond: Math.min(usual, Math.ceil(totalSteps / 20)) } }),
    ...(images === null
      ? {}
      : {
          pad: { max: Math.min(pad.spec.max, images.height - 1) },
          cutoutSide: { max: Math.min(cutout.spec.max, images.height) },
        }),
  }
}

/** What makes a step, and what is left to make it of. */
function batchRooms({ batchSize = 1, validationImages = 0 }: ReadSettings, images: Images | null): Rooms {
  if (images === null) return {}
  const { trainCount } = images
  const batch = { max: Math.min(batchPart.spec.max, trainCount) }
  const pass = fits(batchSize, { ...batchPart.spec, ...batch }) ? batchSize : 1
  const validation = { max: trainCount - pass, beyond: Math.floor((trainCount - pass) / 10) }
  const left = trainCount - (fits(validationImages, { ...validationPart.spec, ...validation }) ? validationImages : 0)
  const most = Math.min(accumulationPart.spec.max, Math.max(1, Math.floor(left / pass)))
  return { batch, validation, accumulation: { max: most } }
}

interface Numeric {
  readonly spec: NumberSpec
  readonly field: RecipeField
}

function outside(
  rooms: Rooms,
  { spec, field }: Numeric,
  value: number | undefined,
  change: (nearest: number) => ReadSettings,
): RecipeProblem[] {
  const limit = { ...spec, ...rooms[field] }
  if (value === undefined || fits(value, limit)) return []
  const nearest = nearestTo(value, limit)
  const mends = [{ label: `Set ${textOfNumber(nearest, limit)}`, change: change(nearest) }]
  return [{ field, name: spec.name, message: `${spec.noun} is ${rangeText(limit)}.`, mends }]
}

type Drops = Extract<SettingValues['learningRate'], { kind: 'steps' }>

function dropProblems(learningRate: Drops, totalSteps: number | null): RecipeProblem[] {
  const { after } = learningRate
  const change = (drops: number[]): ReadSettings => ({ learningRate: { ...learningRate, after: drops } })
  const sorted = [...new Set(after)].sort((a, b) => a - b)
  if (sorted.length !== after.length || sorted.some((drop, index) => drop !== after[index])) {
    const message = 'Drops come one after the other, each later than the last.'
    const coming = sorted.filter((drop) => totalSteps === null || drop < totalSteps)
    const label =
      coming.length === sorted.length ? 'Put in order' : coming.length === 0 ? 'No drops' : `Set ${numbersText(coming)}`
    return [{ field: 'drops', name: 'schedule, drops', message, mends: [{ label, change: change(coming) }] }]
  }
  const late = totalSteps === null ? undefined : after.find((drop) => drop >= totalSteps)
  if (late === undefined || totalSteps === null) return []
  const kept = after.filter((drop) => drop < totalSteps)
  const earlier = Math.round(0.75 * totalSteps)
  const moved = earlier > (kept.at(-1) ?? 0) ? [...kept, earlier] : kept
  const longer = roundUp((after.at(-1) ?? late) / 0.9)
  return [
    {
      field: 'drops',
      name: `schedule, drop after ${countText(late)}`,
      message: `A drop after ${countText(late)} never comes: the run ends at ${countText(totalSteps)}.`,
      mends: [
        moved.length > kept.length
          ? { label: `Set ${countText(earlier)}`, change: change(moved) }
          : { label: 'Leave it out', change: change(kept) },
        { label: `Train ${countText(longer)}`, change: { length: { unit: 'steps', value: longer } } },
      ],
    },
  ]
}

/** The next length of one figure: 13,333 to 20,000. */
function roundUp(steps: number): number {
  const unit = 10 ** Math.floor(Math.log10(steps))
  return Math.ceil(steps / unit) * unit
}

type Erasing = NonNullable<SettingValues['augmentation']['erasing']>

function erasingProblems(erasing: Erasing, changed: (to: { erasing: Erasing }) => ReadSettings): RecipeProblem[] {
  if (erasing.least <= erasing.most) return []
  const swapped = changed({ erasing: { ...erasing, least: erasing.most, most: erasing.least } })
  return [
    {
      field: 'erasingLeast',
      name: 'erasing, least share',
      message: 'The least share is more than the largest.',
      mends: [{ label: 'Swap them', change: swapped }],
    },
  ]
}
