/** A difference as people read it: each part that is not the same, with its fields by the rules' own captions and values. */
import type { Architecture } from '../architecture.ts'
import { countedText } from '../../text/count-text.ts'
import { blockRule, type Stage } from '../blocks.ts'
import { stemRule, type Stem } from '../stems.ts'
import { headValues, stageValues, stemValues, valueText, type ValueWords, type WordsOf } from '../value-words.ts'
import type { BlockState } from './blocks.ts'
import type { ArchitectureDifference, StageDifference, StemDifference } from './diff.ts'
import type { FieldDifference } from './fields.ts'

export interface FieldWords {
  readonly caption: string
  /** Empty where a design's part has no such field. */
  readonly before: string
  readonly after: string
}

export interface PartWords {
  readonly part: 'design' | 'input' | 'stem' | 'head' | 'stage'
  /** Of a stage, from 0, where the design has it. */
  readonly before: number | null
  readonly after: number | null
  readonly state: 'changed' | 'moved' | 'added' | 'removed'
  /** `Stage 3`, `Stage 2, moved to 3` */
  readonly title: string
  readonly fields: readonly FieldWords[]
  /** What no field says: `3 blocks more`, what was added or removed. */
  readonly note: string
}

const elsewhere = { before: null, after: null }

/** In the order of the network. Nothing where the two are the same. */
export function differenceWords(before: Architecture, after: Architecture, difference: ArchitectureDifference): PartWords[] {
  const { whole, input, stem, stages, head } = difference
  const changed = (part: PartWords['part'], title: string, fields: readonly FieldWords[]): PartWords[] =>
    fields.length === 0 ? [] : [{ part, ...elsewhere, state: 'changed', title, fields, note: '' }]
  const plain: WordsOf<object> = (values) =>
    Object.entries(values).map(([field, value]) => ({ field, caption: captionOf(field), text: valueText(value) }))
  return [
    ...changed('design', 'Design', fieldWords(plain, {}, {}, whole)),
    ...changed('input', 'Image', fieldWords(plain, before.input, after.input, input)),
    ...stemWords(before.stem, after.stem, stem),
    ...stages.flatMap((stage) => stageWords(before, after, stage)),
    ...changed('head', 'Head', fieldWords(headValues, before.head, after.head, head)),
  ]
}

function stemWords(before: Stem | null, after: Stem | null, difference: StemDifference): PartWords[] {
  const own = { part: 'stem', ...elsewhere, title: 'Stem' } as const
  switch (difference.state) {
    case 'same':
      return []
    case 'changed':
      return before && after
        ? [{ ...own, state: 'changed', fields: fieldWords(stemValues, before, after, difference.fields), note: '' }]
        : []
    case 'added':
    case 'removed': {
      const { stem, state } = difference
      return [{ ...own, state, fields: [], note: stemRule(stem.kind).describe(stem) }]
    }
  }
}

function stageWords(before: Architecture, after: Architecture, difference: StageDifference): PartWords[] {
  const { state, before: from, after: to, blocks } = difference
  const own = { part: 'stage', before: from, after: to } as const
  if (state === 'added' || state === 'removed') {
    const { stage } = difference
    return [{ ...own, state, title: stageTitle(from, to), fields: [], note: stageText(stage) }]
  }
  const [one, other] = [before.stages[difference.before], after.stages[difference.after]]
  const note = blocksText(blocks.before, blocks.after)
  if (!one || !other || (state === 'same' && note === '')) return []
  return [
    {
      ...own,
      state: state === 'same' ? 'changed' : state,
      title: stageTitle(from, to),
      fields: fieldWords(stageValues, one, other, difference.fields),
      note: state === 'same' ? `${note}: what enters the stage is another` : note,
    },
  ]
}

/** `Stage 3`; `Stage 2, now 3` where others before it came or went. */
function stageTitle(from: number | null, to: number | null): string {
  const [first, now] = [from ?? to ?? 0, to ?? from ?? 0]
  return first === now ? `Stage ${now + 1}` : `Stage ${first + 1}, now ${now + 1}`
}

function blocksText(before: readonly BlockState[], after: readonly BlockState[]): string {
  const counted = (states: readonly BlockState[], state: BlockState, word: string): string[] => {
    const count = states.filter((one) => one === state).length
    if (count === 0) return []
    return [count === states.length && state === 'changed' ? `every block ${word}` : `${countedText(count, 'block')} ${word}`]
  }
  return [
    ...counted(after, 'changed', 'changed'),
    ...counted(after, 'added', 'added'),
    ...counted(before, 'removed', 'removed'),
  ].join(', ')
}

/** `6 basic, 256 wide, stride 2` */
function stageText(stage: Stage): string {
  const stride = stage.stride > 1 ? `, stride ${stage.stride}` : ''
  return `${stage.blocks} × ${blockRule(stage.kind).describe(stage)}, width ${stage.width}${stride}`
}

// ---- fields, by the rules of the parts

/** Each difference under its caption, in the order of the inspector: of what is after, then what only was before. */
function fieldWords<P>(wordsOf: WordsOf<P>, one: P, other: P, differences: readonly FieldDifference[]): FieldWords[] {
  const [before, after] = [wordsOf(one), wordsOf(other)]
  const find = (words: readonly ValueWords[], field: string): ValueWords | undefined => words.find((word) => word.field === field)
  const order = [...after, ...before].map(({ field }) => field)
  const place = ({ field }: FieldDifference): number => (order.includes(field) ? order.indexOf(field) : order.length)
  return [...differences]
    .sort((a, b) => place(a) - place(b))
    .map(({ field, before: from, after: to }) => ({
      caption: (find(after, field) ?? find(before, field))?.caption ?? captionOf(field),
      before: from === undefined ? '' : (find(before, field)?.text ?? valueText(from)),
      after: to === undefined ? '' : (find(after, field)?.text ?? valueText(to)),
    }))
}

/** What no rule has a caption for. */
function captionOf(field: string): string {
  return field.charAt(0).toUpperCase() + field.slice(1)
}
