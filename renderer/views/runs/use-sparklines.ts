/** The small curves of error in the table: of the rows in sight that have something to show. */
import { computed, type ComputedRef } from 'vue'
import { useCurves } from '../../components/charts/use-curves.ts'
import type { Curve } from '../../../core/store/run.ts'
import type { TableRow } from './table-rows.ts'

/** As many as one request takes. */
const most = 64

export function useSparklines(inSight: () => readonly TableRow[]): ComputedRef<ReadonlyMap<string, Curve>> {
  const { curves } = useCurves(() => ({
    runs: inSight()
      .flatMap((row) => (row.kind === 'run' && row.run.testError !== null ? [row.id] : []))
      .sort()
      .slice(0, most),
    series: ['testError'],
    buckets: 46,
    smoothing: 0,
    x: 'step',
    log: false,
    from: null,
    to: null,
  }))
  return computed(() => new Map((curves.value ?? []).map((curve) => [curve.run, curve])))
}
