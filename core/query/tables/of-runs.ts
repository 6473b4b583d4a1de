/** What a run was asked for, and what a person says of it. */
import { recipeRows } from '../../recipe/rows.ts'
import type { Recipe } from '../../recipe/recipe.ts'
import { column, runTable, type SqlValue } from '../query-table.ts'

export const settingsTable = runTable(
  'settings',
  'a setting of a run’s recipe',
  [
    column('setting', 'text', 'its name, as in the Train sheet'),
    column('words', 'text', 'as a person reads it'),
    column('value', 'text', 'as JSON, for json_extract'),
    column('matters', 'integer', '1 where it can change what is learned or reported'),
  ],
  ({ summary: { record } }) => (record.recipe === null ? [] : settingsOf(record.recipe)),
)

function settingsOf(recipe: Recipe): SqlValue[][] {
  return recipeRows.map((row) => [row.name, row.words(recipe), JSON.stringify(row.part(recipe) ?? null), Number(row.matters)])
}

export const stagesTable = runTable(
  'stages',
  'a stage of a run’s network',
  [
    column('stage', 'integer', 'from the input on, counted from 1'),
    column('kind', 'text', 'kind of its blocks'),
    column('blocks', 'integer', 'blocks'),
    column('fields', 'text', 'all of it as JSON, for json_extract'),
  ],
  ({ summary: { record } }) =>
    (record.architecture?.stages ?? []).map((stage, index) => [index + 1, stage.kind, stage.blocks, JSON.stringify(stage)]),
)

export const tagsTable = runTable('tags', 'a tag of a run', [column('tag', 'text', 'as it was typed')], ({ summary }) =>
  summary.remarks.tags.map((tag) => [tag]),
)
