/**
 * Keys of random numbers. All randomness of a run follows from its seed: each purpose has a key of its own, and a counter (the step, the
 * epoch, the position) does the rest, so a number can be had again at any time without those before it.
 */

/** A 31-bit key for a purpose under a seed: FNV-1a over both, finished as MurmurHash3 does. */
export function randomKey(seed: number, purpose: string): number {
  let hash = 0x811c9dc5 ^ seed
  hash = Math.imul(hash, 0x01000193)
  for (let index = 0; index < purpose.length; index++) {
    hash ^= purpose.charCodeAt(index)
    hash = Math.imul(hash, 0x01000193)
  }
  return mix(hash) & 0x7fffffff
}

/** `count` values of a normal distribution with mean 0 and the given std, by counter: SplitMix32 twice, Box and Muller. */
export function normalValues(key: number, count: number, std: number): Float32Array {
  const values = new Float32Array(count)
  for (let index = 0; index < count; index += 2) {
    const radius = std * Math.sqrt(-2 * Math.log(uniform(key, index)))
    const angle = 2 * Math.PI * uniform(key, index + 1)
    values[index] = radius * Math.cos(angle)
    if (index + 1 < count) values[index + 1] = radius * Math.sin(angle)
  }
  return values
}

/** `count` values of a uniform distribution from −limit to limit, by counter. */
export function uniformValues(key: number, count: number, limit: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => limit * (2 * uniform(key, index) - 1))
}

/** `count` values of a uniform distribution from 0 to 1, by counter. */
export function uniformShares(key: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => uniform(key, index))
}

/** A whole number from 0 to below `below`, by counter. */
export function uniformInt(key: number, counter: number, below: number): number {
  return Math.floor(uniform(key, counter) * below)
}

/** Uniform between 0 and 1, neither included, by counter. */
export function uniform(key: number, counter: number): number {
  return (mix(key ^ mix(Math.imul(counter, 0x9e3779b9))) + 0.5) / 0x1_0000_0000
}

/** Finisher of MurmurHash3: every bit of the input changes half of the output's. */
function mix(value: number): number {
  let mixed = value ^ (value >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
