/** Numbers as SQLite keeps them: it has no NaN, so what is not finite is a kind beside NULL. */
export function toColumns(value: number): [value: number | null, kind: number] {
  if (Number.isFinite(value)) return [value, 0]
  return [null, Number.isNaN(value) ? 1 : value > 0 ? 2 : 3]
}

export function fromColumns(value: number | null, kind: number): number {
  if (kind === 2) return Infinity
  if (kind === 3) return -Infinity
  return value ?? NaN
}
