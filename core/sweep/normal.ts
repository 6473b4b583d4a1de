/** The standard normal distribution. */

/** Coefficients of the complementary error function (Press et al., Numerical Recipes, section 6.2: relative error below 1.2e-7), lowest first. */
const series = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
]

/** The share of the distribution below z. */
export function normalShare(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + x / 2)
  const exponent = series.reduceRight((sum, coefficient) => sum * t + coefficient, 0)
  const tail = (t * Math.exp(exponent - x * x)) / 2
  return z > 0 ? 1 - tail : tail
}

export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
}

/** A draw by Box and Muller (1958). */
export function normalDraw(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
