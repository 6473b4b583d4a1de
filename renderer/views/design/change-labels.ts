/** Names of steps in the undo history: what was changed, with its old and new value. */
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { selectedStages, type Selection } from '../../../core/architecture/edit-selection.ts'
import { differencesOf, stagesName } from '../../../core/architecture/stage-words.ts'
import { differingWords, valueText, type ValueWords } from '../../../core/architecture/value-words.ts'

/** "Image height 32 → 64" */
export function describeChange(place: string, before: object, changes: object): string {
  const old = new Map<string, unknown>(Object.entries(before))
  const parts = Object.entries(changes).map(([field, value]) => `${field} ${valueText(old.get(field))} → ${valueText(value)}`)
  return `${place} ${parts.join(', ')}`
}

/** "Stem kernel 7 → 3": the values of stem or head, before and after. */
export function describeValues(place: string, before: readonly ValueWords[], after: readonly ValueWords[]): string {
  const parts = differingWords(before, after).map(({ caption, from, to }) => `${caption} ${from} → ${to}`)
  return `${place} ${parts.length > 0 ? parts.join('; ') : 'changed'}`
}

/** Whether any of the changes is one. */
export function differs(before: object, changes: object): boolean {
  const old = new Map<string, unknown>(Object.entries(before))
  return Object.entries(changes).some(([field, value]) => JSON.stringify(old.get(field)) !== JSON.stringify(value))
}

/** More old values than this end in dots. */
const mostValues = 3

/** "Stages 1 to 3 width 16, 32, 64 → 48" */
export function describeStages(selection: Selection, before: Architecture, after: Architecture): string {
  const [old, next] = [selectedStages(before, selection), selectedStages(after, selection)]
  const all = old.flatMap((stage, index) => {
    const now = next[index]
    return now ? differencesOf(stage, now) : []
  })
  const parts = [...new Set(all.map(({ field }) => field))].map((field) => {
    const of = all.filter((difference) => difference.field === field)
    // Kinds may name it in their own way: `inner width`. The shortest name holds for all.
    const [caption = ''] = of.map((difference) => difference.caption).sort((a, b) => a.length - b.length)
    return `${caption} ${listed(of.map(({ from }) => from))} → ${listed(of.map(({ to }) => to))}`
  })
  return `${stagesName(selection)} ${parts.length > 0 ? parts.join('; ') : 'changed'}`
}

function listed(all: readonly string[]): string {
  const values = [...new Set(all)]
  const shown = values.slice(0, mostValues).join(', ')
  return values.length > mostValues ? `${shown}, …` : shown
}
