/** A stage's fields in words, as its kind's rule names them: for what was changed, and for what keeps two stages apart. */
import { blockRule, type Stage } from './blocks.ts'
import { fieldsOf, fieldText, type PartField } from './part-field.ts'

export interface FieldWords {
  readonly field: string
  /** `width`, `layers a block`: as it stands within a sentence. */
  readonly caption: string
  readonly value: string
}

const number = new Intl.NumberFormat('en-US')

/** Every field of the stage, the kind first. */
export function fieldWords(stage: Stage): FieldWords[] {
  const rule = blockRule(stage.kind)
  return [
    { field: 'kind', caption: 'kind', value: uncapitalised(rule.label) },
    { field: 'blocks', caption: 'blocks', value: number.format(stage.blocks) },
    { field: 'width', caption: 'width', value: number.format(stage.width) },
    { field: 'stride', caption: 'stride', value: String(stage.stride) },
    ...ownFields(stage).map((field) => ({
      field: field.field,
      caption: uncapitalised(field.caption),
      value: fieldText(field, stage),
    })),
  ]
}

/** The fields of its kind's own that mean something for it. */
export function ownFields(stage: Stage): readonly PartField<Stage>[] {
  return fieldsOf(blockRule(stage.kind), stage)
}

/** A field in which two states of a stage, or two stages, differ. */
export interface FieldDifference {
  readonly caption: string
  readonly from: string
  readonly to: string
}

/** The fields in which they differ; of stages of different kinds those that both have. */
export function differencesOf(one: Stage, other: Stage): FieldDifference[] {
  const others = fieldWords(other)
  return fieldWords(one).flatMap(({ field, caption, value }) => {
    const to = others.find((words) => words.field === field && words.caption === caption)?.value
    return to === undefined || to === value ? [] : [{ caption, from: value, to }]
  })
}

/** `Stage 2`, `Stages 2 to 4`, `Stages 1, 3 and 4`: positions from 0, ascending. */
export function stagesName(selection: readonly number[]): string {
  const names = selection.map((at) => number.format(at + 1))
  const [first = '', last = ''] = [names[0], names.at(-1)]
  if (names.length < 2) return `Stage ${first}`
  const contiguous = selection.every((at, index) => at === (selection[0] ?? 0) + index)
  if (contiguous && names.length > 2) return `Stages ${first} to ${last}`
  return `Stages ${names.slice(0, -1).join(', ')} and ${last}`
}

/** `Width` becomes `width`, `SE` stays. */
function uncapitalised(words: string): string {
  return /^\p{Lu}\p{Ll}/u.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words
}
