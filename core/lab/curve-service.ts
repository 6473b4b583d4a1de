/** Curves of runs, for those who draw them. */
import type { LabHandlers } from '../api/server.ts'
import { makeOlderCurves } from '../store/curves/older-curves.ts'
import type { LibraryRuns } from '../store/library-runs.ts'
import type { Curve } from '../store/run.ts'
import { createOlderCurves } from './older-curves.ts'
import { betweenDrawingsMs } from './run-service.ts'
import type { Signal } from './signal.ts'
import { viewOf } from './views.ts'

export interface CurveService {
  readonly streams: Pick<LabHandlers['streams'], 'curves'>
  /** Whether what older runs lack is being made. */
  readonly busy: boolean
  close(): void
}

export interface CurveServiceOptions {
  readonly runs: Pick<LibraryRuns, 'curves' | 'folder'>
  /** With the id of the run that changed. */
  readonly changed: Signal<string>
}

export function createCurveService({ runs, changed }: CurveServiceOptions): CurveService {
  const older = createOlderCurves({
    make: (run) => makeOlderCurves(runs.folder(run)),
    changed: (run) => changed.emit(run),
    now: () => performance.now(),
  })
  const told = (curve: Curve): Curve => {
    if (curve.making === null) return curve
    older.want(curve.run)
    return { ...curve, making: older.share(curve.run) ?? 0 }
  }
  return {
    streams: {
      curves(query, onChange) {
        const shown = new Set(query.runs)
        const view = viewOf(
          () => runs.curves(query, older.failed).map(told),
          changed.watch((which) => shown.has(which) && onChange()),
        )
        return { ...view, restMs: betweenDrawingsMs }
      },
    },
    get busy() {
      return older.busy
    },
    close: older.close,
  }
}
