/**
 * A run as the command that makes it once more: the same network, recipe, data set, device and name. What presets and options do not say is
 * written into a file first, by a command that stands before it.
 */
import type { Architecture } from '../architecture/architecture.ts'
import { fitDataset, type ImageFormat } from '../architecture/fit-dataset.ts'
import type { Preset } from '../architecture/gallery.ts'
import { optionsBetween } from '../recipe/options.ts'
import { named } from '../recipe/protocol.ts'
import type { Recipe, RecipePreset } from '../recipe/recipe.ts'
import type { Images } from '../recipe/check.ts'
import { isBranch, isImport, type BranchOrigin } from '../store/origin.ts'
import type { RunRecord } from '../store/run.ts'
import { shellWord } from '../text/shell-word.ts'
import { deviceWords, optionWords, sameLayers, type CommandLine } from './train-command.ts'

export interface RunCommandRequest {
  readonly record: RunRecord
  /** Another run of the library; null where there is none of that id. */
  recordOf(id: string): RunRecord | null
  readonly presets: readonly Pick<Preset, 'id' | 'architecture'>[]
  readonly recipes: readonly Pick<RecipePreset, 'id' | 'recipe'>[]
  /** The data set that it trains on. */
  readonly images: Images & ImageFormat
  /** Option that names the library; empty where the command line opens it unasked. */
  readonly library: string
  /** Whether it is for a shell of Windows. */
  readonly windows: boolean
}

export function runCommand(request: RunCommandRequest): CommandLine {
  const { record, windows } = request
  const { origin } = record
  const name = `--name ${shellWord(record.name, windows)}`
  if (isBranch(origin)) return branchCommand(request, origin, name)
  const network = networkOf(request)
  const recipe = recipeOf(request)
  const begin = isImport(origin) ? `import ${shellWord(origin.file, windows)} --as ${network.word}` : `train ${network.word}`
  const train = [begin, `--data ${record.dataset}`, ...recipe.words, ...deviceWords(record.device), name]
  const files = [...network.file, ...recipe.file]
  const shown = files.length === 0 ? [] : [`show ${record.id} ${files.join(' ')}`]
  return { ok: true, text: [...shown, train.join(' ')].map((words) => lab(words, request)).join(' && ') }
}

function lab(words: string, { library }: RunCommandRequest): string {
  return ['npm run lab --', words, library].filter((part) => part !== '').join(' ')
}

function branchCommand(request: RunCommandRequest, { run, step }: BranchOrigin, name: string): CommandLine {
  const { record, images, windows } = request
  const parent = request.recordOf(run)
  if (parent === null) return { ok: false, reason: 'the run that it was branched from is not in the library any more' }
  const options = exactOptions(parent.recipe, record.recipe, images)
  if (options === null)
    return { ok: false, reason: 'its recipe differs from the one that it was branched from by more than options say' }
  const words = options.map((option) => optionWords(option, windows))
  return { ok: true, text: lab([`branch ${parent.id} --step ${step}`, ...words, name].join(' '), request) }
}

interface Words {
  readonly word: string
  /** Options of `show` that write what it names. */
  readonly file: readonly string[]
}

/** A preset as it comes, or as it is for these images; else the design in a file. */
function networkOf({ record: { architecture }, presets, images, windows }: RunCommandRequest): Words {
  const preset = presetOf(architecture, presets, images)
  if (preset) return { word: preset.id, file: [] }
  const file = shellWord(`./${fileStem(architecture.name)}.stagecraft`, windows)
  return { word: file, file: [`--design ${file}`] }
}

/** The preset that is this network once it is fitted to the images. */
export function presetOf<P extends Pick<Preset, 'id' | 'architecture'>>(
  architecture: Architecture,
  presets: readonly P[],
  images: ImageFormat,
): P | undefined {
  return presets.find((candidate) => isSame(fitDataset(candidate.architecture, images), architecture))
}

function isSame(one: Architecture, other: Architecture): boolean {
  return one.name === other.name && sameLayers(one, other)
}

/** The recipe it is named after, or any other, with what is changed; else the recipe in a file. */
function recipeOf({ record: { recipe }, recipes, images, windows }: RunCommandRequest): { words: string[]; file: string[] } {
  const seed = `--seed ${recipe.seed}`
  const found = recipeOptionsOf(recipe, recipes, images)
  if (found) {
    const { base, options } = found
    const seeded = options.some((option) => option.startsWith('--seed ')) ? options : [...options, seed]
    return { words: [`--recipe ${base.id}`, ...seeded.map((option) => optionWords(option, windows))], file: [] }
  }
  const file = shellWord(`./${fileStem(recipe.name)}.json`, windows)
  return { words: [`--recipe ${file}`, seed], file: [`--recipe ${file}`] }
}

/** A recipe to start from, and the options that make this one of it; null where none does. */
export function recipeOptionsOf<P extends Pick<RecipePreset, 'id' | 'recipe'>>(
  recipe: Recipe,
  recipes: readonly P[],
  images: Images,
): { readonly base: P; readonly options: readonly string[] } | null {
  for (const base of recipes) {
    const options = exactOptions(base.recipe, recipe, images)
    if (options !== null) return { base, options }
  }
  return null
}

/** Options that make the very recipe of another, its name with it; null where none do. */
function exactOptions(base: Recipe, recipe: Recipe, images: Images): string[] | null {
  const { name, basedOn } = named(recipe, base)
  return name === recipe.name && basedOn === recipe.basedOn ? optionsBetween(base, recipe, images) : null
}

/** "ResNet-34, narrow end" becomes resnet-34-narrow-end. */
function fileStem(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return plain.slice(0, 80) || 'of-run'
}
