/** The plan of a sweep that a command line asks for, or that stands in a file. */
import { existsSync, readFileSync } from 'node:fs'
import type { Architecture } from '../architecture/architecture.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import type { Images } from '../recipe/check.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import { sweepPlanSchema, type SweepPlan } from '../sweep/plan.ts'
import { pruningOf, type Pruning } from '../sweep/pruning.ts'
import { readVaried } from '../sweep/vary.ts'
import { recipeFrom, type RecipeOptions } from './recipe-options.ts'
import { UsageError } from './usage.ts'

export interface NewSweepOptions extends RecipeOptions {
  data: DatasetId
  device: DeviceChoice
  name?: string
  vary?: string[]
  method: SweepPlan['method']
  trials: number
  seeds: number[]
  drawSeed: number
  prune: Pruning['kind']
  pruneOthers?: number
  pruneFrom?: number
  pruneFactor?: number
  hours?: number
  reuse: boolean
  forecast?: boolean
}

/** `architecture` is fitted to the images already. Throws a UsageError that names the option. */
export function planOf(
  { title, architecture }: { readonly title: string; readonly architecture: Architecture },
  options: NewSweepOptions,
  images: Images,
): SweepPlan {
  const { vary, prune, pruneOthers, pruneFrom, pruneFactor } = options
  if (vary === undefined) throw new UsageError('Nothing varies: name a field with --vary, as --vary "lr=0.01..1 log".')
  const fields = vary.map((text) => {
    const read = readVaried(text)
    if (!read.ok) throw new UsageError(`--vary ${text}: ${read.reason}.`)
    return read.varied
  })
  const pruning = pruningOf(prune, { others: pruneOthers, from: pruneFrom, factor: pruneFactor })
  if (pruning === null) {
    throw new UsageError(
      `--prune ${prune} does not go with those settings: median takes --prune-others and --prune-from, ` +
        'halving takes --prune-factor and --prune-from (above 0, at most 0.5), none takes nothing.',
    )
  }
  return sweepPlanSchema.parse({
    format: 'stagecraft-sweep',
    version: 1,
    name: options.name ?? `${title}, sweep of ${fields.map(({ field }) => field).join(', ')}`,
    architecture,
    dataset: options.data,
    recipe: recipeFrom(options, options.data, images),
    device: options.device,
    fields,
    method: options.method,
    trials: options.trials,
    seeds: options.seeds,
    seed: options.drawSeed,
    pruning,
    timeMs: options.hours === undefined ? null : options.hours * 3_600_000,
    reuse: options.reuse,
  })
}

/** Null where the name is none of a file of a sweep. Throws a UsageError for one that cannot be read. */
export function planFile(path: string): SweepPlan | null {
  if (!path.endsWith('.json') || !existsSync(path)) return null
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (!(typeof content === 'object' && content !== null && 'format' in content && content.format === 'stagecraft-sweep'))
      return null
    const read = sweepPlanSchema.safeParse(content)
    if (read.success) return read.data
    const [issue] = read.error.issues
    throw new UsageError(`${path} is no sweep: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw new UsageError(`${path} is no JSON: ${thrown.message}.`)
    throw thrown
  }
}
