import { numberText } from './number-text.ts'

/** A learning rate, or what it is multiplied by: 0.1 ÷ 10 ÷ 10 as `0.001`, not as 0.0010000000000000002. */
export function rateText(value: number): string {
  return numberText(Number(value.toPrecision(6)))
}
