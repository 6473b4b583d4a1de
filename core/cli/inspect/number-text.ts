/** A figure of any size as text: four digits of it. */
export function numberText(value: number | null): string {
  return value === null ? 'not finite' : value.toPrecision(4)
}
