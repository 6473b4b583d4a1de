/** Fields that vary, each over a range: texts as they were typed, and what can be read of them. */
import { computed, type Ref } from 'vue'
import { z } from 'zod'
import type { SweepPlan } from '../../../core/sweep/plan.ts'
import type { SweepField } from '../../../core/sweep/subject.ts'
import { readRange } from '../../../core/sweep/vary.ts'

export const variedFieldSchema = z.strictObject({ id: z.string(), range: z.string() })
export type VariedField = z.infer<typeof variedFieldSchema>

export type VariedFieldsForm = ReturnType<typeof useVariedFields>

/** A field with a range that it could have. */
export function varyingField(known: readonly SweepField[], id: string): VariedField {
  const field = known.find((one) => one.id === id)
  return { id, range: field ? proposedRange(field) : '' }
}

/** `known` are those that can vary, `varied` those that do: whoever asks keeps them. */
export function useVariedFields(known: () => readonly SweepField[], varied: Ref<readonly VariedField[]>) {
  const varying = (id: string): VariedField => varyingField(known(), id)
  const put = (at: number, field: VariedField): void =>
    void (varied.value = varied.value.map((one, index) => (index === at ? field : one)))
  return {
    known: computed(known),
    varied,
    /** Of each, why it cannot be read. */
    errors: computed(() =>
      varied.value.map(({ range }) => {
        const read = readRange(range)
        return read.ok ? null : read.reason
      }),
    ),
    /** Null while one cannot be read. */
    fields: computed((): SweepPlan['fields'] | null => {
      const read = varied.value.flatMap(({ id, range }) => {
        const one = readRange(range)
        return one.ok ? [{ field: id, range: one.range }] : []
      })
      return read.length === varied.value.length ? read : null
    }),
    add() {
      const free = known().find(({ id, now }) => now !== null && !varied.value.some((one) => one.id === id))
      if (free) varied.value = [...varied.value, varying(free.id)]
    },
    remove: (at: number) => void (varied.value = varied.value.filter((_, index) => index !== at)),
    choose: (at: number, id: string) => put(at, varying(id)),
    type: (at: number, range: string) => put(at, { id: varied.value[at]?.id ?? '', range }),
  }
}

/** What a range could be, around the value that holds now. */
function proposedRange({ takes, now }: SweepField): string {
  if (takes.kind === 'choice') return takes.values.map(({ value }) => value).join(',')
  if (takes.kind === 'text') return now ?? ''
  const { min, max, whole } = takes.limit
  const middle = Number(now)
  if (now === null || !Number.isFinite(middle)) return `${min}..${whole ? Math.min(max, min + 4) : max}`
  if (whole) return `${Math.max(min, Math.floor(middle / 2))}..${Math.min(max, Math.max(middle * 2, middle + 2))}`
  if (middle > 0 && middle * 10 <= max)
    return `${Number((middle / 10).toPrecision(3))}..${Number((middle * 10).toPrecision(3))} log`
  return `${min}..${Math.min(max, 1)}`
}
