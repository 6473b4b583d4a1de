/** Numbers as people type and read them. What is written here is read back exactly. */

const commas = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 })

/** `64,000` */
export function countText(value: number): string {
  return commas.format(value)
}

/** `0.1`, `0.001`, `1e-4`: every figure that it has. */
export function numberText(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential() : String(value)
}

/** A number as people type it: `64,000`, `1e-4`, `0.1`; NaN for anything else. */
export function readNumber(text: string): number {
  const plain = text.trim().replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
  return plain === '' ? Number.NaN : Number(plain)
}

/**
 * Whole numbers separated by semicolons, spaces or commas. `32,000` is one number, and so are the two of `32,000, 48,000`: a comma
 * before exactly three digits is part of a number. Null where something is no number.
 */
export function readNumbers(text: string): number[] | null {
  const parts = text
    .split(/[;\s]+|,(?!\d{3}(?!\d))/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const numbers = parts.map(readNumber)
  return numbers.every(Number.isInteger) ? numbers : null
}
