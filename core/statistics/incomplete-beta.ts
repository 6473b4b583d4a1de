/**
 * The regularised incomplete beta function, by the continued fraction of DLMF 8.17.22 (NIST Digital Library of Mathematical Functions),
 * evaluated by Lentz's method as Press et al. have it ("Numerical Recipes", 3rd ed., section 6.4).
 */
import { logGamma } from './log-gamma.ts'

const mostTerms = 10_000
/** Stands for zero where a division by it would follow. */
const tiny = 1e-300

/** I_x(a, b) of x from 0 to 1 and positive a, b: from 0 to 1. Small values keep their figures. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // Beyond the mean the fraction converges slowly; there I_x(a, b) = 1 − I_{1−x}(b, a).
  return x < (a + 1) / (a + b + 2) ? byFraction(x, a, b) : 1 - byFraction(1 - x, b, a)
}

function byFraction(x: number, a: number, b: number): number {
  const logFactor = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)
  return (Math.exp(logFactor) * continuedFraction(x, a, b)) / a
}

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m <= mostTerms; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    for (const term of [even, odd]) {
      d = 1 / nonZero(1 + term * d)
      c = nonZero(1 + term / c)
      value *= d * c
    }
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return value
}

function nonZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value
}
