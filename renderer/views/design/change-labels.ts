/** Names of steps in the undo history: what was changed, with its old and new value. */
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { selectedStages, type Selection } from '../../../core/architecture/edit-selection.ts'
import { differencesOf, stagesName } from '../../../core/architecture/stage-words.ts'

const words: Record<string, string> = {
  hidden: 'hidden layers',
  pool: 'pooling',
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : 'none'
  if (typeof value === 'object' && 'kernel' in value) return `${String(value.kernel)}×${String(value.kernel)}`
  return String(value)
}

/** "Stage 3 width 96 → 64" */
export function describeChange(place: string, before: object, changes: object): string {
  const parts = Object.entries(changes).map(([field, value]) => {
    const old: unknown = Object.entries(before).find(([name]) => name === field)?.[1]
    return `${words[field] ?? field} ${valueText(old)} → ${valueText(value)}`
  })
  return `${place} ${parts.join(', ')}`
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
  const changes = new Map<string, { from: Set<string>; to: Set<string> }>()
  for (const [index, stage] of old.entries()) {
    const now = next[index]
    for (const { caption, from, to } of now ? differencesOf(stage, now) : []) {
      const change = changes.get(caption) ?? { from: new Set(), to: new Set() }
      changes.set(caption, { from: change.from.add(from), to: change.to.add(to) })
    }
  }
  const parts = [...changes].map(([caption, { from, to }]) => `${caption} ${listed(from)} → ${listed(to)}`)
  return `${stagesName(selection)} ${parts.length > 0 ? parts.join('; ') : 'changed'}`
}

function listed(values: ReadonlySet<string>): string {
  const shown = [...values].slice(0, mostValues).join(', ')
  return values.size > mostValues ? `${shown}, …` : shown
}
