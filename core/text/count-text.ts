/** Whole numbers as people read them. */
const commas = new Intl.NumberFormat('en-US')

/** `21,797,672`; rounded, with a true minus sign. */
export function countText(value: number): string {
  return commas.format(Math.round(value)).replace('-', '−')
}
