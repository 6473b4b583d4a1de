/** What differs between runs: every setting of network, data and recipe in words, and those that are not the same for all. */
import { designRows, noValue, type DesignRow } from '../../../core/architecture/design-rows.ts'
import { depthOf } from '../../../core/architecture/walk-network.ts'
import { datasetNames } from '../../../core/datasets/names.ts'
import { recipeRows } from '../../../core/recipe/rows.ts'
import type { RunRecord } from '../../../core/store/run.ts'
import { formatCount, formatShape } from '../../format.ts'

export interface Setting {
  readonly name: string
  /** One a run, in the order given. */
  readonly values: readonly string[]
}

/** All that the runs were asked for; of one that has no such setting, a dash. */
export function settingsOf(records: readonly RunRecord[]): Setting[] {
  const each = records.map(rowsOf)
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

function rowsOf({ architecture, dataset, recipe }: RunRecord): DesignRow[] {
  const { height, width, channels } = architecture.input
  return [
    { name: 'Data set', value: datasetNames[dataset] },
    { name: 'Input', value: formatShape([height, width, channels]) },
    { name: 'Layers', value: formatCount(depthOf(architecture)) },
    ...designRows(architecture),
    ...recipeRows.map(({ name, words }) => ({ name, value: words(recipe) })),
    { name: 'Seed', value: String(recipe.seed) },
  ]
}
