/** What a run's settings are: in words for tables, and as one text that runs of the same settings share. */
import { textOf } from '../architecture/diff/fields.ts'
import { designRows, noValue, type DesignRow } from '../architecture/design-rows.ts'
import { depthOf } from '../architecture/walk-network.ts'
import { datasetNames } from '../datasets/names.ts'
import { recipeRows } from '../recipe/rows.ts'
import { elsewhereWords } from '../store/elsewhere.ts'
import { isImport, type RunOrigin } from '../store/origin.ts'
import type { RunSummary } from '../store/run.ts'
import { countText } from '../text/count-text.ts'

/** What of a run its settings are read from. */
export type RunOfSettings = Pick<RunSummary, 'record' | 'totalSteps' | 'rateScale'>

export interface Setting {
  readonly name: string
  /** One a run, in the order given. */
  readonly values: readonly string[]
}

/** All that the runs were asked for; of one that has no such setting, a dash. */
export function settingsOf(runs: readonly RunOfSettings[]): Setting[] {
  const each = runs.map(rowsOf)
  const names = new Set(each.flatMap((rows) => rows.map(({ name }) => name)))
  return [...names].map((name) => ({
    name,
    values: each.map((rows) => rows.find((row) => row.name === name)?.value ?? noValue),
  }))
}

/** Settings in which not all runs agree. */
export function differingSettings(settings: readonly Setting[]): Setting[] {
  return settings.filter(({ values }) => new Set(values).size > 1)
}

/**
 * Equal for runs that were asked for the same but for the seed: network, data, every setting of the recipe, how much longer and at what rate a
 * person had them train, and what they began with. Names are no settings, and neither is where a run trained.
 */
export function settingsKey({ record, totalSteps, rateScale }: RunOfSettings): string {
  // What it was asked for is not known, so nobody can say that another was asked for the same.
  if (record.recipe === null) return textOf(['elsewhere', record.id])
  const { architecture, dataset, recipe, origin } = record
  const network = { ...architecture, name: '' }
  const settings = { ...recipe, name: '', basedOn: null, seed: 0 }
  return textOf([network, dataset, settings, totalSteps, rateScale, beginning(origin)])
}

function rowsOf({ record, totalSteps, rateScale }: RunOfSettings): DesignRow[] {
  if (record.recipe === null) return [{ name: 'Trained', value: elsewhereWords }]
  const { architecture, dataset, recipe, origin } = record
  const { height, width, channels } = architecture.input
  return [
    { name: 'Data set', value: datasetNames[dataset] },
    { name: 'Input', value: [height, width, channels].join('×') },
    { name: 'Layers', value: countText(depthOf(architecture)) },
    ...designRows(architecture),
    ...recipeRows.map(({ name, words }) => ({ name, value: words(recipe) })),
    { name: 'Steps in all', value: countText(totalSteps) },
    { name: 'Rate scaled by', value: String(rateScale) },
    { name: 'Began with', value: beginning(origin) },
    { name: 'Seed', value: String(recipe.seed) },
  ]
}

function beginning(origin: RunOrigin | null): string {
  if (origin === null) return 'fresh weights'
  return isImport(origin)
    ? `${origin.file}, SHA-256 ${origin.sha256.slice(0, 12)}…`
    : `${origin.name} (${origin.run}), step ${countText(origin.step)}`
}
