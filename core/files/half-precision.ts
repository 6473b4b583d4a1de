/** Numbers of 16 bits as float32, which holds each of them as it is. */

/** Types whose numbers float32 holds. */
export type Float = 'F32' | 'F16' | 'BF16'

/** Of little-endian bytes that begin their buffer; float32 stays where it is. */
export function float32Values(type: Float, { buffer }: Uint8Array<ArrayBuffer>): Float32Array {
  if (type === 'F32') return new Float32Array(buffer)
  return type === 'F16' ? float16Values(new Uint16Array(buffer)) : bfloat16Values(new Uint16Array(buffer))
}

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
function float16Values(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, float16)
}

function float16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25)
}

/** bfloat16: the upper half of a float32. */
function bfloat16Values(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer)
}
