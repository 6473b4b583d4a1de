/** Runs that are to be trained as the command line that trains them, where it can say them: of the Train sheet, and of a run's record. */
import type { Architecture } from '../architecture/architecture.ts'
import type { Preset } from '../architecture/gallery.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import { optionsBetween } from '../recipe/options.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { shellWord } from '../text/shell-word.ts'

export interface CommandRequest {
  /** As designed, before they were fitted to the data set: the command line fits them itself. */
  readonly architectures: readonly Architecture[]
  readonly presets: readonly Pick<Preset, 'id' | 'architecture'>[]
  readonly dataset: { readonly id: DatasetId; readonly trainCount: number; readonly height: number }
  readonly device: DeviceChoice
  /** Option that names the library of this window; empty where the command line opens it unasked. */
  readonly library: string
  /** Recipe to start from, by its id. */
  readonly base: { readonly id: string; readonly recipe: Recipe }
  readonly recipe: Omit<Recipe, 'name'>
  readonly seeds: readonly number[]
}

export type CommandLine = { ok: true; text: string } | { ok: false; reason: string }

/** One command a seed. The reason says what has no words there. */
export function commandLine({
  architectures,
  presets,
  dataset,
  device,
  library,
  base,
  recipe,
  seeds,
}: CommandRequest): CommandLine {
  const names: string[] = []
  for (const architecture of architectures) {
    const preset = presets.find((candidate) => sameLayers(candidate.architecture, architecture))
    if (!preset)
      return { ok: false, reason: `${architecture.name} is no preset; the command line takes presets and design files` }
    names.push(preset.id)
  }
  const common = ['npm run lab -- train', ...names, `--data ${dataset.id}`, `--recipe ${base.id}`, ...deviceWords(device)]
  if (library !== '') common.push(library)
  const commands: string[] = []
  for (const seed of seeds) {
    const options = optionsBetween(base.recipe, { ...recipe, seed }, dataset)
    if (!options) return { ok: false, reason: `${base.id} has something that does not go with this data set` }
    // The seed is said even where it is the recipe's own: it tells the commands apart.
    const seeded = options.some((option) => option.startsWith('--seed ')) ? options : [...options, `--seed ${seed}`]
    commands.push([...common, ...seeded.map((option) => optionWords(option, false))].join(' '))
  }
  return { ok: true, text: commands.join(' && ') }
}

/** An option with its value, which a shell takes back whole. */
export function optionWords(option: string, windows: boolean): string {
  const [flag = '', ...value] = option.split(' ')
  return value.length === 0 ? flag : `${flag} ${shellWord(value.join(' '), windows)}`
}

export function deviceWords(device: DeviceChoice): string[] {
  if (device.kind === 'auto') return []
  return [`--device ${device.kind === 'cpu' ? 'cpu' : `gpu:${device.gpus.join(',')}`}`]
}

export const sameLayers = (one: Architecture, other: Architecture): boolean => plain(one) === plain(other)

/** Fields in one order, without the name. */
function plain(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'name') return undefined
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
