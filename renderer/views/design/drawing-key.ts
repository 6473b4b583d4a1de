/** The key in the gutter: what the marks of this drawing mean, and no others. */
import type { JoinMark, ShortcutForm, StackModel } from '../../../core/drawing/stack-model.ts'
import type { Tone } from './tone.ts'

export type KeyEntry =
  { readonly name: string; readonly form: Exclude<ShortcutForm, 'none'> } | { readonly name: string; readonly mark: JoinMark }

const forms: readonly { readonly form: Exclude<ShortcutForm, 'none'>; readonly name: string }[] = [
  { form: 'identity', name: 'identity' },
  { form: 'zeros', name: 'A, zeros' },
  { form: 'projection', name: 'projection' },
  { form: 'changed', name: 'changed' },
]
/** A sum needs no words: it is a plus. */
const marks: readonly { readonly mark: JoinMark; readonly name: string }[] = [
  { mark: 'concatenation', name: 'concat' },
  { mark: 'product', name: 'multiplied' },
  { mark: 'gate', name: 'gated' },
]

export function keyOf({ stages, outers }: StackModel): KeyEntry[] {
  const blocks = stages.flatMap((stage) => stage.blocks)
  const [usedForms, usedMarks] = [
    new Set([...blocks, ...outers].map(({ shortcut }) => shortcut)),
    new Set(blocks.map(({ join }) => join)),
  ]
  const gatesInside = blocks.some(({ gate }) => gate === 'inside')
  return [
    ...forms.filter(({ form }) => usedForms.has(form)),
    ...marks.filter(({ mark }) => usedMarks.has(mark)),
    ...(gatesInside && !usedMarks.has('product') ? [{ mark: 'product', name: 'gate inside' } as const] : []),
  ]
}

/** Lines of the key that stand above its marks, in px: height, thickness and, where it shows more than width, tone. */
const captions = 70
export const keyLine = 18
export const scaleHeight = ({ scale, kind }: Tone): number =>
  kind === 'width' ? 0 : 22 + (scale.kind === 'ramp' ? 26 : 16 * scale.names.length)

export function keyHeight(entries: readonly KeyEntry[], tone: Tone): number {
  return captions + scaleHeight(tone) + keyLine * entries.length
}
