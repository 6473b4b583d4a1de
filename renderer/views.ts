/** The views of the window, in the order of their tabs. Charts are large: all but Design are loaded when they are first shown. */
import { defineAsyncComponent, type Component } from 'vue'
import type { ViewName } from './app/route.ts'
import DesignView from './views/design/DesignView.vue'

export const views: Record<ViewName, Component> = {
  design: DesignView,
  runs: defineAsyncComponent(() => import('./views/runs/RunsView.vue')),
  run: defineAsyncComponent(() => import('./views/run/RunView.vue')),
  studies: defineAsyncComponent(() => import('./views/study/StudiesView.vue')),
  inspect: defineAsyncComponent(() => import('./views/inspect/InspectView.vue')),
  difference: defineAsyncComponent(() => import('./views/difference/DifferenceView.vue')),
  sweeps: defineAsyncComponent(() => import('./views/sweep/SweepsView.vue')),
  deleted: defineAsyncComponent(() => import('./views/deleted/DeletedView.vue')),
  data: defineAsyncComponent(() => import('./views/data/DataView.vue')),
  system: defineAsyncComponent(() => import('./views/system/SystemView.vue')),
  query: defineAsyncComponent(() => import('./views/query/QueryView.vue')),
}

export const TrainSheet = defineAsyncComponent(() => import('./views/train/TrainSheet.vue'))

export const ImportSheet = defineAsyncComponent(() => import('./views/import/ImportSheet.vue'))

export const WriteRunsDialog = defineAsyncComponent(() => import('./views/keep/WriteRunsDialog.vue'))

export const EventsSheet = defineAsyncComponent(() => import('./views/import/EventsSheet.vue'))
export const UnpackDialog = defineAsyncComponent(() => import('./views/keep/UnpackDialog.vue'))

export const LibrarySheet = defineAsyncComponent(() => import('./views/library/LibrarySheet.vue'))

export const QueueSheet = defineAsyncComponent(() => import('./views/queue/QueueSheet.vue'))

export const SweepSheet = defineAsyncComponent(() => import('./views/sweep/SweepSheet.vue'))

export const TrySheet = defineAsyncComponent(() => import('./views/design/try/TrySheet.vue'))

export const tabs = [
  { view: 'design', title: 'Design' },
  { view: 'runs', title: 'Runs' },
  { view: 'studies', title: 'Studies' },
  { view: 'inspect', title: 'Inspect' },
  { view: 'data', title: 'Data' },
  { view: 'system', title: 'System' },
] as const satisfies readonly { view: ViewName; title: string }[]
