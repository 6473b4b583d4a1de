/** Small curves of runs that have ended, as they were reduced: a list draws one for each of its runs at every look. */
import type { CurveQuery } from './drawn-curve.ts'
import type { Curve } from '../run.ts'

export interface KeptCurves {
  /** What was kept of a run for a query, else what `make` gives. */
  get(run: string, query: CurveQuery & { readonly series: readonly string[] }, make: () => Curve[]): Curve[]
  /** Something new is to come of the run. */
  forget(run: string): void
}

/** Larger ones are drawn one or two at a time, from numbers that are in memory then. */
const mostBuckets = 100
const mostRuns = 5_000

/** As a list draws it, not a view of its own. */
export const isSmall = ({ buckets }: Pick<CurveQuery, 'buckets'>): boolean => buckets <= mostBuckets

export function keepCurves(): KeptCurves {
  /** One query of each run: a list asks for the same again and again. */
  const kept = new Map<string, { readonly key: string; readonly curves: Curve[] }>()
  return {
    get(run, query, make) {
      if (!isSmall(query)) return make()
      const key = JSON.stringify(query)
      const known = kept.get(run)
      const curves = known?.key === key ? known.curves : make()
      // Set again, it is the youngest in the map's order.
      kept.delete(run)
      kept.set(run, { key, curves })
      const [oldest] = kept.keys()
      if (kept.size > mostRuns && oldest !== undefined) kept.delete(oldest)
      return curves
    },
    forget: (run) => void kept.delete(run),
  }
}
