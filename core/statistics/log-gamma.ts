/** The logarithm of the gamma function by Lanczos' approximation ("A precision approximation of the gamma function", 1964), with g = 7. */
const coefficients = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
  9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** ln Γ(x) of a positive x, to about 15 figures. */
export function logGamma(x: number): number {
  // Γ(x) Γ(1 − x) = π ÷ sin πx
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  const sum = coefficients.reduce((total, coefficient, index) => total + coefficient / (z + index + 1), 0.99999999999980993)
  const t = z + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}
