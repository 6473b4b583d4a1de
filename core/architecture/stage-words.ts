/** Stages in words, and the fields of their kinds' own. */
import { blockRule, type Stage } from './blocks.ts'
import { fieldsOf, type PartField } from './part-field.ts'
import { differingWords, stageValues, valueText, type DifferingWords } from './value-words.ts'

/** The fields of its kind's own that mean something for it. */
export function ownFields(stage: Stage): readonly PartField<Stage>[] {
  return fieldsOf(blockRule(stage.kind), stage)
}

export function differencesOf(one: Stage, other: Stage): DifferingWords[] {
  return differingWords(stageValues(one), stageValues(other))
}

/** `Stage 2`, `Stages 2 to 4`, `Stages 1, 3 and 4`: positions from 0, ascending. */
export function stagesName(selection: readonly number[]): string {
  const names = selection.map((at) => valueText(at + 1))
  const [first = '', last = ''] = [names[0], names.at(-1)]
  if (names.length < 2) return `Stage ${first}`
  const contiguous = selection.every((at, index) => at === (selection[0] ?? 0) + index)
  if (contiguous && names.length > 2) return `Stages ${first} to ${last}`
  return `Stages ${names.slice(0, -1).join(', ')} and ${last}`
}
