/** A sweep as the command that begins it: the same design, recipe, fields, method, seeds, pruning and limits. */
import type { ImageFormat } from '../architecture/fit-dataset.ts'
import type { Preset } from '../architecture/gallery.ts'
import type { Images } from '../recipe/check.ts'
import type { RecipePreset } from '../recipe/recipe.ts'
import type { SweepPlan } from '../sweep/plan.ts'
import { pruningSchema, type Pruning } from '../sweep/pruning.ts'
import { rangeText } from '../sweep/vary.ts'
import { shellWord } from '../text/shell-word.ts'
import { presetOf, recipeOptionsOf } from './run-command.ts'
import { deviceWords, optionWords, type CommandLine } from './train-command.ts'

export interface SweepCommandRequest {
  readonly plan: SweepPlan
  readonly presets: readonly Pick<Preset, 'id' | 'architecture'>[]
  readonly recipes: readonly Pick<RecipePreset, 'id' | 'recipe'>[]
  /** The data set that it trains on. */
  readonly images: Images & ImageFormat
  /** Option that names the library; empty where the command line opens it unasked. */
  readonly library: string
  readonly windows: boolean
}

const hourMs = 3_600_000

/** The reason says what has no words there. */
export function sweepCommand({ plan, presets, recipes, images, library, windows }: SweepCommandRequest): CommandLine {
  const preset = presetOf(plan.architecture, presets, images)
  if (!preset) {
    const { name } = plan.architecture
    return {
      ok: false,
      reason: `${name} is no preset; once it is begun, lab sweep show --plan writes it as a file that begins it`,
    }
  }
  // The recipe's own seed does not count: each trial is trained with each seed of the sweep.
  const found = recipeOptionsOf({ ...plan.recipe, seed: recipes[0]?.recipe.seed ?? plan.recipe.seed }, recipes, images)
  if (found === null) return { ok: false, reason: 'its recipe differs from each that has a name by more than options say' }
  const word = (text: string): string => shellWord(text, windows)
  const words = [
    `npm run lab -- sweep new ${preset.id} --data ${plan.dataset} --recipe ${found.base.id}`,
    ...found.options.map((option) => optionWords(option, windows)),
    ...plan.fields.map(({ field, range }) => `--vary ${word(`${field}=${rangeText(range)}`)}`),
    `--method ${plan.method} --trials ${plan.trials} --seeds ${plan.seeds.join(',')}`,
    ...(plan.seed === 1 ? [] : [`--draw-seed ${plan.seed}`]),
    ...pruningWords(plan.pruning),
    ...(plan.timeMs === null ? [] : [`--hours ${plan.timeMs / hourMs}`]),
    ...(plan.reuse ? [] : ['--no-reuse']),
    ...deviceWords(plan.device),
    `--name ${word(plan.name)}`,
    library,
  ]
  return { ok: true, text: words.filter((part) => part !== '').join(' ') }
}

/** What is as usual is not said. */
function pruningWords(rule: Pruning): string[] {
  if (rule.kind === 'none') return []
  const usual: Readonly<Record<string, unknown>> = pruningSchema.parse({ kind: rule.kind })
  const { kind, ...settings } = rule
  const said = Object.entries(settings).filter(([name, value]) => usual[name] !== value)
  return [`--prune ${kind}`, ...said.map(([name, value]) => `--prune-${name} ${value}`)]
}
