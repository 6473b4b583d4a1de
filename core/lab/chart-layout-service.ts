/** How a person arranged charts, for every window of the library. */
import { chartArrangement, type ChartArrangement, type ChartPlace } from '../api/contract/charts.ts'
import type { LabHandlers } from '../api/server.ts'
import type { Library } from '../store/library.ts'
import { createSignal } from './signal.ts'
import { viewOf } from './views.ts'

export interface ChartLayoutService {
  readonly calls: Pick<LabHandlers['calls'], 'charts.arrange'>
  readonly streams: Pick<LabHandlers['streams'], 'chartLayouts'>
}

export function createChartLayoutService({ chartLayouts }: Pick<Library, 'chartLayouts'>): ChartLayoutService {
  const changed = createSignal()
  /** What cannot be understood, as a later Stagecraft may have saved it, stays in the library; here the place is as usual. */
  const arranged = (place: ChartPlace): ChartArrangement | null => {
    const read = chartArrangement.safeParse(chartLayouts.all().find((one) => one.place === place)?.charts)
    return read.success ? read.data : null
  }
  return {
    calls: {
      'charts.arrange'({ place, charts }) {
        chartLayouts.arrange(place, charts)
        changed.emit()
        return null
      },
    },
    streams: {
      chartLayouts: (_parameters, onChange) =>
        viewOf(() => ({ run: arranged('run'), comparison: arranged('comparison') }), changed.watch(onChange)),
    },
  }
}
