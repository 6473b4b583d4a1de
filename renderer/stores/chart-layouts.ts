/** How charts are arranged in this library, and the way back from each change and forth again. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { ApiError } from '../../core/api/contract.ts'
import type { ChartArrangement, ChartPlace } from '../../core/api/contract/charts.ts'
import { callLab, LabError } from '../lab.ts'
import { useStream } from '../use-stream.ts'

/** Null stands for what is usual. */
type Arranged = ChartArrangement | null

/** A change: what an arrangement was before it, and is with it. */
interface Step {
  readonly place: ChartPlace
  readonly before: Arranged
  readonly after: Arranged
  readonly time: number
}

const mostSteps = 50
/** As after "undo" and "redo". */
const words = 'arrange the charts'

export const useChartLayouts = defineStore('chart-layouts', () => {
  const { value: kept } = useStream('chartLayouts', () => ({}))
  /** What this window asked for, until the lab tells of it; and what a gesture under way comes to. */
  const asked = ref(new Map<ChartPlace, Arranged>())
  /** What was asked for last: what comes of an earlier change says nothing of it. */
  const latest = new Map<ChartPlace, symbol>()
  const settled = new Set<ChartPlace>()
  const held = ref(new Map<ChartPlace, ChartArrangement>())
  /** Done, and taken back: the latest last. */
  const steps = shallowRef<readonly Step[]>([])
  const undone = shallowRef<readonly Step[]>([])
  const failures = ref(new Map<ChartPlace, ApiError>())

  const agreed = (place: ChartPlace): Arranged => {
    const own = asked.value.get(place)
    return own === undefined ? (kept.value?.[place] ?? null) : own
  }
  watch(kept, () => {
    for (const place of settled) asked.value.delete(place)
    settled.clear()
  })

  async function put(place: ChartPlace, charts: Arranged): Promise<void> {
    held.value.delete(place)
    asked.value.set(place, charts)
    const change = Symbol()
    latest.set(place, change)
    settled.delete(place)
    try {
      await callLab('charts.arrange', { place, charts })
      if (latest.get(place) !== change) return
      failures.value.delete(place)
      settled.add(place)
    } catch (thrown) {
      if (!(thrown instanceof LabError)) throw thrown
      if (latest.get(place) === change) failures.value.set(place, thrown.error)
    }
  }

  async function undo(place: ChartPlace): Promise<void> {
    const last = steps.value.findLast((step) => step.place === place)
    if (last === undefined) return
    steps.value = steps.value.filter((step) => step !== last)
    undone.value = [...undone.value, last]
    await put(place, last.before)
  }
  async function redo(place: ChartPlace): Promise<void> {
    const last = undone.value.findLast((step) => step.place === place)
    if (last === undefined) return
    undone.value = undone.value.filter((step) => step !== last)
    steps.value = [...steps.value, { ...last, time: Date.now() }]
    await put(place, last.after)
  }
  /** What undo would take back; null where nothing was changed. */
  const newest = computed(() => {
    const last = steps.value.at(-1)
    return last ? { what: words, time: last.time, undo: () => undo(last.place) } : null
  })
  /** What redo would do again; null where nothing was taken back, or another change came after it. */
  const newestUndone = computed(() => {
    const last = undone.value.at(-1)
    return last ? { what: words, redo: () => redo(last.place) } : null
  })

  return {
    newest,
    newestUndone,
    undo,
    redo,
    /** Why the last change of a place is not kept: it holds until the window is closed. Null where it is kept. */
    failure: (place: ChartPlace): ApiError | null => failures.value.get(place) ?? null,
    /** What is not kept is asked to be kept once more. */
    keepAgain: (place: ChartPlace): Promise<void> => put(place, agreed(place)),
    of: (place: ChartPlace): Arranged => held.value.get(place) ?? agreed(place),
    isUsual: (place: ChartPlace): boolean => agreed(place) === null,
    canUndo: (place: ChartPlace): boolean => steps.value.some((step) => step.place === place),
    canRedo: (place: ChartPlace): boolean => undone.value.some((step) => step.place === place),
    /** Shown, and not kept: while a gesture lasts. Null lets go of it. */
    hold(place: ChartPlace, charts: Arranged): void {
      if (charts === null) held.value.delete(place)
      else held.value.set(place, charts)
    },
    arrange(place: ChartPlace, charts: Arranged): void {
      const before = agreed(place)
      held.value.delete(place)
      if (JSON.stringify(before) === JSON.stringify(charts)) return
      steps.value = [...steps.value, { place, before, after: charts, time: Date.now() }].slice(-mostSteps)
      undone.value = undone.value.filter((step) => step.place !== place)
      void put(place, charts)
    },
  }
})
