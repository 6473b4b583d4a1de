/**
 * The fields that several stages have in common, as the inspector shows them for all at once: of one kind all of its rule's, of
 * different kinds those that every rule has under the same name.
 */
import { blockRule, type Stage } from './blocks.ts'
import type { StageField } from './blocks/block-rule.ts'

interface SharedWords {
  /** As problems name it. */
  readonly field: string
  readonly caption: string
  readonly label: string
  /** What its value means; empty where nothing is to be said, or the stages differ. */
  readonly note: string
}

export interface SharedNumber extends SharedWords {
  readonly kind: 'number'
  readonly min: number
  readonly max: number
  /** Null where the stages differ. */
  readonly value: number | null
  change(value: number, stage: Stage): Partial<Stage>
}

export interface SharedChoice extends SharedWords {
  readonly kind: 'choice'
  /** Those that every stage offers. */
  readonly choices: readonly { readonly value: string; readonly label: string; readonly title?: string }[]
  /** Null where the stages differ. */
  readonly value: string | null
  change(value: string, stage: Stage): Partial<Stage>
}

export type SharedField = SharedNumber | SharedChoice

/** In the order of the first stage's rule. None for no stages. */
export function sharedFields(stages: readonly Stage[]): SharedField[] {
  const [first] = stages
  if (first === undefined) return []
  return blockRule(first.kind).fields.flatMap((field) => {
    const own = stages.map((stage) => counterpart(field, stage))
    return own.every((one) => one !== undefined) ? [joined(field, stages, own)] : []
  })
}

/** The value that all have; null where they differ. */
export function sharedValue<S, T>(stages: readonly S[], value: (stage: S, index: number) => T): T | null {
  const values = new Set(stages.map(value))
  const [only] = values
  return values.size === 1 && only !== undefined ? only : null
}

/** The field of the stage's own kind that is meant by another kind's. */
function counterpart(field: StageField<Stage>, stage: Stage): StageField<Stage> | undefined {
  return blockRule(stage.kind).fields.find(
    (other) => other.field === field.field && other.caption === field.caption && other.kind === field.kind,
  )
}

function joined(field: StageField<Stage>, stages: readonly Stage[], own: readonly StageField<Stage>[]): SharedField {
  const notes = sharedValue(stages, (stage, at) => own[at]?.note?.(stage) ?? '')
  const words = { field: field.field, caption: field.caption, label: field.label ?? field.caption, note: notes ?? '' }
  if (field.kind === 'number') {
    const numbers = own.flatMap((one) => (one.kind === 'number' ? [one] : []))
    return {
      ...words,
      kind: 'number',
      min: Math.max(...numbers.map(({ min }) => min)),
      max: Math.min(...numbers.map(({ max }) => max)),
      value: sharedValue(stages, (stage, at) => numbers[at]?.value(stage) ?? field.value(stage)),
      change: (value, stage) => changeOf(counterpart(field, stage), value, stage),
    }
  }
  const choices = own.flatMap((one) => (one.kind === 'choice' ? [one] : []))
  const offered = stages.map((stage, at) => choices[at]?.choices(stage) ?? [])
  return {
    ...words,
    kind: 'choice',
    choices: (offered[0] ?? []).filter(({ value }) => offered.every((some) => some.some((one) => one.value === value))),
    value: sharedValue(stages, (stage, at) => choices[at]?.value(stage) ?? field.value(stage)),
    change: (value, stage) => changeOf(counterpart(field, stage), value, stage),
  }
}

function changeOf(field: StageField<Stage> | undefined, value: number | string, stage: Stage): Partial<Stage> {
  if (field?.kind === 'number' && typeof value === 'number') return field.change(value)
  if (field?.kind === 'choice' && typeof value === 'string') return field.change(value, stage)
  return {}
}
