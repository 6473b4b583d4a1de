/** What a design is found by: the words of its parts' kinds, and of every field whose value is not the usual one. */
import type { Architecture } from './architecture.ts'
import { blockRule, type Stage } from './blocks.ts'
import { designFields } from './design-fields.ts'
import { headRule } from './heads.ts'
import { fieldsOf, fieldText, type PartField } from './part-field.ts'
import { stageShortcutWords } from './shortcut-words.ts'
import { ownFields } from './stage-words.ts'
import { stemRule } from './stems.ts'

const known = new WeakMap<Architecture, string>()

/** Made once for each: architectures are immutable. */
export function designWords(architecture: Architecture): string {
  const before = known.get(architecture)
  if (before !== undefined) return before
  const { stem, stages, head } = architecture
  const stemOwn = stem && stemRule(stem.kind)
  const headOwn = headRule(head.kind)
  const words = [
    ...fieldsWords(designFields, architecture),
    ...(stem && stemOwn ? [stemOwn.describe(stem), ...kindWords(stemOwn), ...fieldsWords(fieldsOf(stemOwn, stem), stem)] : []),
    ...stages.flatMap(stageWords),
    headOwn.describe(head),
    ...kindWords(headOwn),
    ...fieldsWords(fieldsOf(headOwn, head), head),
  ]
  const text = [...new Set(words)].join('; ')
  known.set(architecture, text)
  return text
}

function stageWords(stage: Stage): string[] {
  const rule = blockRule(stage.kind)
  return [...kindWords(rule), rule.word, rule.describe(stage), stageShortcutWords(stage), ...fieldsWords(ownFields(stage), stage)]
}

function kindWords({ label, note }: { readonly label: string; readonly note: string }): string[] {
  return [label, note]
}

function fieldsWords<P>(fields: readonly PartField<P>[], part: P): string[] {
  return fields.filter((field) => field.value(part) !== field.usual).map((field) => fieldWords(field, part))
}

/** `Groups 32, grouped, the cardinality of ResNeXt` */
function fieldWords<P>(field: PartField<P>, part: P): string {
  const chosen = field.kind === 'choice' ? field.choices(part).find(({ value }) => value === field.value(part)) : undefined
  const text = fieldText(field, part)
  const said = text === 'none' ? [chosen?.title] : [`${field.caption} ${text}`, field.also, chosen?.title, field.note?.(part)]
  return said.filter(Boolean).join(', ')
}
