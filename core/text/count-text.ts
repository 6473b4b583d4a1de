/** Whole numbers as people read them. */
const commas = new Intl.NumberFormat('en-US')

/** `21,797,672`; rounded, with a true minus sign. */
export function countText(value: number): string {
  return commas.format(Math.round(value)).replace('-', '−')
}

/** `1 block`, `6 blocks`. */
export function countedText(count: number, noun: string, plural = noun + 's'): string {
  return `${countText(count)} ${count === 1 ? noun : plural}`
}
