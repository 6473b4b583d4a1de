/** Numbers that keep coming, side by side in typed arrays. */
export interface Columns<Name extends string> {
  readonly length: number
  /** Adds a row, its values in the order of the names. */
  push(...values: number[]): void
  /** Drops the rows from `length` on. */
  truncate(length: number): void
  /** Keeps the last `length` rows. */
  keepLast(length: number): void
  /** What is there of a column, without a copy; good until the next `push`. */
  column(name: Name): Float64Array
}

export function makeColumns<Name extends string>(names: readonly Name[]): Columns<Name> {
  let length = 0
  let capacity = 256
  const arrays = names.map(() => new Float64Array(capacity))

  const grow = (): void => {
    capacity *= 2
    arrays.forEach((array, index) => {
      const larger = new Float64Array(capacity)
      larger.set(array)
      arrays[index] = larger
    })
  }
  return {
    get length() {
      return length
    },
    push(...values) {
      if (length === capacity) grow()
      for (let index = 0; index < arrays.length; index += 1) {
        const array = arrays[index]
        if (array) array[length] = values[index] ?? NaN
      }
      length += 1
    },
    truncate(to) {
      length = Math.min(length, to)
    },
    keepLast(kept) {
      if (length <= kept) return
      for (const array of arrays) array.copyWithin(0, length - kept, length)
      length = kept
    },
    column(name) {
      const array = arrays[names.indexOf(name)]
      if (!array) throw new Error(`no column ${name}`)
      return array.subarray(0, length)
    },
  }
}
