/** What the table groups by: all but the seed, or a field. */
import { runField } from '../../../core/api/run-query/run-fields.ts'
import { bySeed } from './table-rows.ts'

const usual = ['design', 'recipe', 'data', 'shortcut', 'layers', 'tag', 'status', 'device']

/** With what is chosen, where a saved view has another field. */
export function groupChoices(chosen: string | null): { value: string; label: string }[] {
  const others = chosen === null || chosen === bySeed || usual.includes(chosen) ? [] : [chosen]
  return [
    { value: '', label: 'Not grouped' },
    { value: bySeed, label: 'All but the seed' },
    ...[...usual, ...others].map((id) => ({ value: id, label: `By ${(runField(id)?.caption ?? id).toLowerCase()}` })),
  ]
}
