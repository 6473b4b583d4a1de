/**
 * Numbers that look random and follow from a key alone: so a trial is drawn alike however often its lab was ended meanwhile. Weyl sequence and
 * mixing as in SplitMix (Steele, Lea & Flood 2014), in 32 bits with the finaliser of MurmurHash3.
 */
const golden = 0x9e3779b9

/** Gives one number after the other, 0 ≤ u < 1, of 32 random bits each. */
export function randomFrom(...key: readonly number[]): () => number {
  let state = key.reduce((mixedSoFar, part) => mixed((mixedSoFar ^ part) + golden), 0)
  return () => {
    state = (state + golden) | 0
    return (mixed(state) >>> 0) / 2 ** 32
  }
}

function mixed(bits: number): number {
  let h = bits | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
