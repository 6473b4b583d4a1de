/** Fields of one part that are not the same in two designs, by the values that the file holds. */

export interface FieldDifference {
  /** Key of the part. */
  readonly field: string
  /** Undefined where the part's kind has no such field. */
  readonly before: unknown
  readonly after: unknown
}

/** By name, so that both directions list them in one order. */
export function differingFields(before: object, after: object): FieldDifference[] {
  const [from, to] = [new Map<string, unknown>(Object.entries(before)), new Map<string, unknown>(Object.entries(after))]
  return [...new Set([...from.keys(), ...to.keys()])]
    .map((field) => ({ field, before: from.get(field), after: to.get(field) }))
    .filter((difference) => !isEqual(difference.before, difference.after))
    .sort((one, other) => (one.field < other.field ? -1 : 1))
}

/** `part` with the values of after. */
export function withFields(part: object, differences: readonly FieldDifference[]): object {
  const values = new Map<string, unknown>(Object.entries(part).filter(([, value]) => value !== undefined))
  for (const { field, after } of differences) {
    if (after === undefined) values.delete(field)
    else values.set(field, after)
  }
  return Object.fromEntries(values)
}

/** Whether two values of a file are the same, whatever order their keys stand in. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other
  return one === other || textOf(one) === textOf(other)
}

/** Text that two values have in common when they are equal. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
