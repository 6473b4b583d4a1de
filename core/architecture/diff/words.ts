/** A difference as people read it: each part that is not the same, with its fields by the rules' own captions and values. */
import type { Architecture } from '../architecture.ts'
import { blockRule, type Stage } from '../blocks.ts'
import type { BlockState } from './blocks.ts'
import type { ArchitectureDifference, StageDifference } from './diff.ts'
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
  const changed = (part: PartWords['part'], title: string, fields: readonly FieldDifference[]): PartWords[] =>
    fields.length === 0 ? [] : [{ part, ...elsewhere, state: 'changed', title, fields: fields.map(partField), note: '' }]
  return [
    ...changed('design', 'Design', whole),
    ...changed('input', 'Image', input),
    ...(stem.state === 'same' || stem.state === 'changed'
      ? changed('stem', 'Stem', stem.state === 'same' ? [] : stem.fields)
      : [
          {
            part: 'stem',
            ...elsewhere,
            state: stem.state,
            title: 'Stem',
            fields: [],
            note: valuesText(stem.stem),
          } satisfies PartWords,
        ]),
    ...stages.flatMap((stage) => stageWords(before, after, stage)),
    ...changed('head', 'Head', head),
  ]
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
  const fields = difference.fields.map((field) => stageField(one, other, field))
  const captions = [...new Set([...captionsOf(other), ...captionsOf(one)])]
  return [
    {
      ...own,
      state: state === 'same' ? 'changed' : state,
      title: stageTitle(from, to),
      fields: fields.sort((a, b) => captions.indexOf(a.caption) - captions.indexOf(b.caption)),
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
    return [
      count === states.length && state === 'changed'
        ? `every block ${word}`
        : `${count} ${count === 1 ? 'block' : 'blocks'} ${word}`,
    ]
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

// ---- fields of stages, by their rules

interface StageWords {
  readonly field: string
  readonly caption: string
  readonly text: string
}

/** The fields of a stage in the order of the inspector. */
function wordsOf(stage: Stage): StageWords[] {
  const rule = blockRule(stage.kind)
  return [
    { field: 'kind', caption: 'Kind', text: rule.label },
    { field: 'blocks', caption: 'Blocks', text: valueText(stage.blocks) },
    { field: 'width', caption: rule.widthCaption, text: valueText(stage.width) },
    { field: 'stride', caption: 'Stride', text: valueText(stage.stride) },
    ...rule.fields.map((field): StageWords => {
      const value = field.value(stage)
      const chosen = field.kind === 'choice' ? field.choices(stage).find((choice) => choice.value === value) : undefined
      return { field: field.field, caption: field.caption, text: chosen?.label ?? valueText(value) }
    }),
  ]
}

const captionsOf = (stage: Stage): string[] => wordsOf(stage).map(({ caption }) => caption)

function stageField(before: Stage, after: Stage, { field, before: from, after: to }: FieldDifference): FieldWords {
  const [one, other] = [before, after].map((stage) => wordsOf(stage).find((words) => words.field === field))
  return {
    caption: other?.caption ?? one?.caption ?? field,
    before: from === undefined ? '' : (one?.text ?? valueText(from)),
    after: to === undefined ? '' : (other?.text ?? valueText(to)),
  }
}

// ---- fields of the other parts, by what the file calls them

const partCaptions: Readonly<Record<string, string>> = { pool: 'Pooling', hidden: 'Hidden layers' }

function partField({ field, before, after }: FieldDifference): FieldWords {
  return {
    caption: partCaptions[field] ?? field.charAt(0).toUpperCase() + field.slice(1),
    before: before === undefined ? '' : valueText(before),
    after: after === undefined ? '' : valueText(after),
  }
}

/** `3×3, /2` of a window, `4,096, 4,096` of a list, `none` of what is not there. */
function valueText(value: unknown): string {
  if (typeof value === 'number') return numbers.format(value)
  if (value === null) return 'none'
  if (Array.isArray(value)) return value.map(valueText).join(', ') || 'none'
  if (typeof value !== 'object') return String(value)
  if ('kernel' in value && 'stride' in value) {
    const [kernel, stride] = [valueText(value.kernel), valueText(value.stride)]
    return `${kernel}×${kernel}, /${stride}`
  }
  return valuesText(value)
}

function valuesText(part: object): string {
  return Object.entries(part)
    .map(([name, value]) => `${name} ${valueText(value)}`)
    .join(', ')
}

const numbers = new Intl.NumberFormat('en-US')
