/** What kinds of figures runs have, and the units in which they are typed. */

/** What a figure is, so that window and command line show it alike. */
export type Quantity = 'count' | 'error' | 'loss' | 'rate' | 'bytes' | 'duration' | 'scaled' | 'speed' | 'number'

export interface Units {
  /** What a number without a unit is in; null where it has none. */
  readonly usual: string | null
  /** What one of a unit is, in what runs hold: fractions, bytes, milliseconds. */
  readonly factors: Readonly<Record<string, number>>
}

const thousands = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 }
const none: Units = { usual: null, factors: {} }

export const unitsOf: Readonly<Record<Quantity, Units>> = {
  count: { usual: null, factors: thousands },
  scaled: { usual: null, factors: thousands },
  error: { usual: '%', factors: { '%': 0.01 } },
  loss: none,
  rate: none,
  number: none,
  speed: none,
  bytes: {
    usual: 'MB',
    factors: { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 },
  },
  duration: { usual: 's', factors: { ms: 1, s: 1e3, min: 60e3, h: 3600e3, d: 86_400e3 } },
}

/** A unit as the table has it, however it is typed; null where the quantity has none such. */
export function unitNamed(quantity: Quantity, typed: string): string | null {
  const names = Object.keys(unitsOf[quantity].factors)
  return names.find((name) => name === typed) ?? names.find((name) => name.toLowerCase() === typed.toLowerCase()) ?? null
}

/** In what runs hold. */
export function inBase(quantity: Quantity, value: number, unit: string | null): number {
  const { usual, factors } = unitsOf[quantity]
  return value * (factors[unit ?? usual ?? ''] ?? 1)
}
