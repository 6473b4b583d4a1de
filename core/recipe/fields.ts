/** A recipe as the fields of a form: texts and switches, so that what cannot be taken stays where it was typed. */
import { recipeProblems, roomsOf, stepsOf, type Images, type ReadSettings, type Steps } from './check.ts'
import type { NumberLimit } from './number-limit.ts'
import type { FieldsOf, Reader, Report } from './parts/part.ts'
import type { Recipe } from './recipe.ts'
import { settingKeys, settingParts, type PartsOfSettings, type SettingKey, type SettingValues } from './settings.ts'
import { readSeeds } from './settings/seed.ts'

type All<T> = (T extends unknown ? (each: T) => void : never) extends (all: infer Together) => void ? Together : never

/** Every field of every setting; a field that is not in effect (beta1 of SGD) holds its usual value. */
export type RecipeFields = Readonly<{ [F in keyof FieldsOfAll]: FieldsOfAll[F] }>
type FieldsOfAll = All<FieldsOf<PartsOfSettings[SettingKey]>>
export type RecipeField = keyof FieldsOfAll & string

/** A recipe without its names; the first seed stands in it. */
export type NamelessRecipe = Omit<Recipe, 'name' | 'basedOn'>

export function recipeFields(recipe: NamelessRecipe): RecipeFields {
  return fieldsOf(recipe) as RecipeFields
}

/** The fields of some settings. */
function fieldsOf(values: ReadSettings): Partial<RecipeFields> {
  const write = <K extends SettingKey>(key: K): object => {
    const value = values[key]
    // A setting and its value are of one type, which TypeScript does not see through the key.
    return value === undefined ? {} : settingParts[key].write(value as never)
  }
  return Object.assign({}, ...settingKeys.map(write)) as Partial<RecipeFields>
}

export interface FieldProblem {
  readonly field: RecipeField
  /** The field as a list of what must be mended names it. */
  readonly name: string
  readonly message: string
  readonly mends: readonly { readonly label: string; readonly change: Partial<RecipeFields> }[]
}

export interface ReadFields extends Steps {
  /** Null while a field is wrong. */
  readonly recipe: NamelessRecipe | null
  readonly seeds: readonly number[]
  readonly problems: readonly FieldProblem[]
  /** The learning rate as far as its own fields go, its drops in order and with those that never come; null where one of them is wrong. */
  readonly rates: Pick<Recipe, 'learningRate' | 'warmUp'> | null
}

export function readFields(fields: RecipeFields, images: Images): ReadFields {
  const problems: FieldProblem[] = []
  // What a number may be depends on others: they are read once for that, by their own limits alone.
  const alone = readSettings(
    fields,
    () => ({}),
    () => null,
  )
  const rooms: Partial<Record<string, Partial<NumberLimit>>> = roomsOf(alone, images)
  const read = readSettings(
    fields,
    (field) => rooms[field] ?? {},
    (field, name, message, mends) => {
      problems.push({ field, name, message, mends } as FieldProblem)
      return null
    },
  )
  const before = fieldsOf(read)
  for (const { mends, ...problem } of recipeProblems(read, images)) {
    problems.push({
      ...problem,
      mends: mends.map(({ label, change }) => ({ label, change: differing(fieldsOf(change), before) })),
    })
  }
  const { learningRate, warmUp } = read
  return {
    ...stepsOf(read, images),
    recipe: problems.length === 0 ? (read as SettingValues) : null,
    seeds: readSeeds(fields.seeds, () => null) ?? [],
    problems: inOrder(problems),
    rates: learningRate && warmUp ? { learningRate: ascending(learningRate), warmUp } : null,
  }
}

function ascending(schedule: Recipe['learningRate']): Recipe['learningRate'] {
  return schedule.kind === 'steps' ? { ...schedule, after: [...schedule.after].sort((one, other) => one - other) } : schedule
}

/** Without the fields that say the same: what was typed in them stays as it was typed. */
function differing(fields: Partial<RecipeFields>, before: Partial<RecipeFields>): Partial<RecipeFields> {
  const known: Readonly<Record<string, unknown>> = before
  return Object.fromEntries(Object.entries(fields).filter(([field, value]) => value !== known[field]))
}

/** The settings whose fields can be taken. */
function readSettings(fields: RecipeFields, room: Reader['room'], report: Report): ReadSettings {
  const values = settingKeys.flatMap((key) => {
    let wrong = false
    const value = settingParts[key].read(fields as never, {
      room,
      report: (...problem) => {
        wrong = true
        return report(...problem)
      },
    })
    return wrong ? [] : [[key, value] as const]
  })
  return Object.fromEntries(values) as ReadSettings
}

/** As the fields stand in the sheet. */
function inOrder(problems: readonly FieldProblem[]): FieldProblem[] {
  const order = settingKeys.flatMap((key) => settingParts[key].fields)
  return [...problems].sort((one, other) => order.indexOf(one.field) - order.indexOf(other.field))
}
