/** Names of steps in the undo history: what was changed, with its old and new value. */

const words: Record<string, string> = {
  strideIn: 'stride in',
  layers: 'layers a block',
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
