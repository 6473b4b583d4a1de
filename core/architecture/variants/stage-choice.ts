/** A choice of one field in every stage whose kind has it, through the kind's own rule. */
import type { Architecture } from '../architecture.ts'
import { blockRule, type Stage } from '../blocks.ts'
import { placeName } from '../problem.ts'
import type { Applied, Unfollowed } from './change-rule.ts'

/** `what`: the field as a sentence has it, "shortcut option B". */
export function withChoice(base: Architecture, field: string, value: string, what: string): Applied {
  const unfollowed: Unfollowed[] = []
  const stages = base.stages.map((stage, index): Stage => {
    const rule = blockRule(stage.kind)
    const own = rule.fields.find((one) => one.field === field)
    if (own?.kind === 'choice' && own.choices(stage).some((choice) => choice.value === value)) {
      // A spread of a union's partial loses the pairing of kind and fields, which the rule keeps.
      return { ...stage, ...own.change(value, stage) } as Stage
    }
    const message = `${placeName(index)}: there is no ${what} in blocks of the kind ${rule.label}.`
    unfollowed.push({ place: index, field, message })
    return stage
  })
  if (stages.length === 0) unfollowed.push({ place: 'file', field, message: 'The base has no stages.' })
  return { architecture: { ...base, stages }, unfollowed }
}
