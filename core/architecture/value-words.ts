/** The values of a part's fields in words, as its kind's rule names them: for what was changed, and for what two parts differ in. */
import { blockRule, type Stage } from './blocks.ts'
import { headRule, type Head } from './heads.ts'
import { fieldText, type PartField } from './part-field.ts'
import type { PartRule } from './part-rule.ts'
import { stemRule, type Stem } from './stems.ts'

export interface ValueWords {
  readonly field: string
  /** `Layers a block` */
  readonly caption: string
  /** Where the caption alone does not tell: `Groups of convolutions` */
  readonly label?: string
  readonly text: string
}

/** A part's fields in the order of the inspector. */
export type WordsOf<P> = (part: P) => ValueWords[]

export const stageValues: WordsOf<Stage> = (stage) => {
  const rule = blockRule(stage.kind)
  return [
    { field: 'kind', caption: 'Kind', text: rule.label },
    { field: 'blocks', caption: 'Blocks', text: valueText(stage.blocks) },
    { field: 'width', caption: rule.widthCaption, text: valueText(stage.width) },
    { field: 'stride', caption: 'Stride', text: valueText(stage.stride) },
    ...ruleWords(rule.fields, stage),
  ]
}

export const stemValues: WordsOf<Stem> = (stem) => partWords(stemRule(stem.kind), stem)

export const headValues: WordsOf<Head> = (head) => [
  ...partWords(headRule(head.kind), head),
  { field: 'classes', caption: 'Classes', text: valueText(head.classes) },
]

/** A field in which two parts, or two states of one, differ: in words as they stand within a sentence. */
export interface DifferingWords {
  readonly field: string
  readonly caption: string
  readonly from: string
  readonly to: string
}

/** The fields in which they differ; of parts of different kinds those that both have. */
export function differingWords(one: readonly ValueWords[], other: readonly ValueWords[]): DifferingWords[] {
  return one.flatMap(({ field, caption, text }) => {
    const namesakes = other.filter((words) => words.field === field)
    const to = (namesakes.find((words) => words.caption === caption) ?? namesakes[0])?.text
    if (to === undefined || to === text) return []
    return [{ field, caption: uncapitalised(caption), from: uncapitalised(text), to: uncapitalised(to) }]
  })
}

/** `4,096` of a number, `none` of what is not there, a list with commas. */
export function valueText(value: unknown): string {
  if (typeof value === 'number') return numbers.format(value)
  if (value === null) return 'none'
  if (Array.isArray(value)) return value.map(valueText).join(', ') || 'none'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function partWords<P>(rule: Pick<PartRule<P>, 'label' | 'fields'>, part: P): ValueWords[] {
  return [{ field: 'kind', caption: 'Kind', text: rule.label }, ...ruleWords(rule.fields, part)]
}

function ruleWords<P>(fields: readonly PartField<P>[], part: P): ValueWords[] {
  return fields.map((field) => {
    const text = field.kind === 'choice' ? fieldText(field, part) : valueText(field.value(part))
    return { field: field.field, caption: field.caption, ...(field.label !== undefined && { label: field.label }), text }
  })
}

/** `Width` becomes `width`, `SE` stays. */
function uncapitalised(words: string): string {
  return /^\p{Lu}\p{Ll}/u.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words
}

const numbers = new Intl.NumberFormat('en-US')
