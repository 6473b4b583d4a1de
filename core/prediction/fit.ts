/** Speeds that explain measured times best: least squares of the relative errors, none of them negative. */

export interface Measured {
  /** How much of each kind of work was done. */
  readonly work: readonly number[]
  readonly ms: number
}

const sweeps = 4000

/**
 * Milliseconds per unit of each kind of work. Where the measurements do not tell kinds apart, what is near `usual` is taken: its weight against
 * the measurements is `pull`.
 */
export function fitSpeeds(measured: readonly Measured[], usual: readonly number[], pull: number): number[] {
  // In units of what is usual, all speeds are about one; each row is divided by its time, so that errors are relative.
  const rows = measured.map(({ work, ms }) => work.map((amount, kind) => (amount * (usual[kind] ?? 0)) / ms))
  const gram = usual.map((_, i) => usual.map((__, j) => rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0)))
  const target = usual.map((_, kind) => rows.reduce((sum, row) => sum + (row[kind] ?? 0), 0))
  const factors = usual.map(() => 1)
  // Coordinate descent: each factor in turn is the best one for the others as they are.
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const [kind, line] of gram.entries()) {
      const own = line[kind] ?? 0
      const others = line.reduce((sum, value, other) => (other === kind ? sum : sum + value * (factors[other] ?? 0)), 0)
      factors[kind] = Math.max(0, ((target[kind] ?? 0) - others + pull) / (own + pull))
    }
  }
  return factors.map((factor, kind) => factor * (usual[kind] ?? 0))
}
