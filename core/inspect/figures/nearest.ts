/** What is nearest to one image among many, by the angle between their features. */

export interface Nearest {
  /** Position among the many. */
  readonly at: number
  /** 1 − cosine: 0 for the same direction, 1 for none in common. */
  readonly distance: number
}

/** `features`: [many, width], flat. The nearest first; of equal ones the first. Features without length are as far as those that have nothing in common. */
export function nearestTo(one: Float32Array, features: Float32Array, most: number): Nearest[] {
  const width = one.length
  const own = lengthOf(one)
  const all = Array.from({ length: features.length / width }, (_, at): Nearest => {
    const other = features.subarray(at * width, (at + 1) * width)
    let product = 0
    for (let index = 0; index < width; index += 1) product += (one[index] ?? 0) * (other[index] ?? 0)
    const lengths = own * lengthOf(other)
    return { at, distance: lengths === 0 ? 1 : 1 - product / lengths }
  })
  return all.sort((a, b) => a.distance - b.distance || a.at - b.at).slice(0, most)
}

/** Each row as long as 1; one without length stays. */
export function unitRows(features: Float32Array, width: number): Float32Array {
  const units = new Float32Array(features.length)
  for (let from = 0; from < features.length; from += width) {
    const row = features.subarray(from, from + width)
    const length = lengthOf(row)
    row.forEach((value, index) => (units[from + index] = length === 0 ? 0 : value / length))
  }
  return units
}

function lengthOf(values: Float32Array): number {
  let squares = 0
  for (const value of values) squares += value * value
  return Math.sqrt(squares)
}
