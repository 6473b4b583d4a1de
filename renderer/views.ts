/** The views of the window, in the order of their tabs. */
import { defineAsyncComponent, type Component } from 'vue'
import type { ViewName } from './app/route.ts'
import DesignView from './views/design/DesignView.vue'

// A view that has no file has no tab. RunView takes its run from useRunId(); TrainSheet takes `architectures` and emits `close`.
const files = import.meta.glob<{ default: Component }>(['./views/*/*View.vue', './views/*/*Sheet.vue', '!./views/design/*'])

function load(path: string): Component | null {
  const file = files[path]
  return file ? defineAsyncComponent(async () => (await file()).default) : null
}

export const views: Record<ViewName, Component | null> = {
  design: DesignView,
  runs: load('./views/runs/RunsView.vue'),
  run: load('./views/run/RunView.vue'),
  data: load('./views/data/DataView.vue'),
  system: load('./views/system/SystemView.vue'),
}

export const TrainSheet = load('./views/train/TrainSheet.vue')

export const tabs = (
  [
    { view: 'design', title: 'Design' },
    { view: 'runs', title: 'Runs' },
    { view: 'data', title: 'Data' },
    { view: 'system', title: 'System' },
  ] as const
).filter((tab) => views[tab.view] !== null)
