/** A design as rows of a table, by the fields of its parts' rules: what lists of designs side by side show of each. */
import type { Architecture } from './architecture.ts'
import { designFields } from './design-fields.ts'
import { fieldText } from './part-field.ts'
import { shortcutText } from './shortcut-words.ts'
import { headValues, stageValues, stemValues, type ValueWords } from './value-words.ts'

export interface DesignRow {
  readonly name: string
  readonly value: string
}

/** Where a part has no such field. */
export const noValue = '–'

/** One value where all stages have it, else one a stage. */
export function designRows(architecture: Architecture): DesignRow[] {
  const { stem, stages, head } = architecture
  return [
    ...designFields.map((field) => ({ name: field.caption, value: fieldText(field, architecture) })),
    ...(stem === null ? [{ name: 'Stem', value: 'none' }] : partRows('Stem', stemValues(stem))),
    ...stageRows(stages.map(stageValues)),
    { name: 'Shortcut', value: shortcutText(architecture) },
    ...partRows('Head', headValues(head)),
  ]
}

function partRows(part: string, values: readonly ValueWords[]): DesignRow[] {
  return values.map(({ field, caption, text }) => ({
    name: field === 'kind' ? part : `${part}, ${caption.toLowerCase()}`,
    value: text,
  }))
}

/** `shortcut` has a row for the whole design, in the words of the literature. */
function stageRows(stages: readonly (readonly ValueWords[])[]): DesignRow[] {
  const names = new Set(stages.flat().flatMap((words) => (words.field === 'shortcut' ? [] : [rowName(words)])))
  return [...names].map((name) => ({
    name,
    value: perStage(stages.map((values) => values.find((words) => rowName(words) === name)?.text ?? noValue)),
  }))
}

/** Widths are compared whatever they are the width of. */
function rowName({ field, caption, label }: ValueWords): string {
  return { kind: 'Block', width: 'Width' }[field] ?? label ?? caption
}

/** `3 × 3` where three stages have 3 blocks each. */
function perStage(values: readonly string[]): string {
  const [first = 'none'] = values
  if (new Set(values).size > 1) return values.join(', ')
  return values.length < 2 ? first : `${first} × ${values.length}`
}
