/** The cell of a telemetry view that is looked at: under the pointer, else held by a click or by keys, else the newest step of the first layer. */
import { computed, ref, type ComputedRef } from 'vue'
import type { TelemetryView } from '../../../../core/graph/telemetry.ts'
import { columnAt, measuredAt } from './view-parts.ts'

/** Either or both of a cell's indices; what is left out stays as it is. */
export interface Cell {
  readonly layer?: number
  readonly column?: number
}

export function useChosenCell(view: ComputedRef<TelemetryView | null>) {
  const heldLayer = ref<string | null>(null)
  const heldStep = ref(Infinity)
  const pointed = ref<Cell | null>(null)

  const layers = computed(() => view.value?.of.length ?? 1)
  const columns = computed(() => view.value?.steps.length ?? 1)
  const layer = computed(() => {
    const held = view.value?.of.indexOf(heldLayer.value ?? '') ?? -1
    return within(pointed.value?.layer ?? held, layers.value)
  })
  const column = computed(() =>
    view.value === null ? 0 : within(pointed.value?.column ?? columnAt(view.value, heldStep.value), columns.value),
  )

  function hold(cell: Cell): void {
    if (view.value === null) return
    pointed.value = null
    if (cell.layer !== undefined) heldLayer.value = view.value.of[cell.layer] ?? null
    // On the newest step it follows the run.
    if (cell.column !== undefined)
      heldStep.value = cell.column >= columns.value - 1 ? Infinity : (view.value.steps[cell.column] ?? Infinity)
  }

  return {
    layer,
    column,
    /** Of the layer or block. */
    name: computed(() => view.value?.of[layer.value] ?? ''),
    depth: computed(() => view.value?.depths[layer.value] ?? 0),
    step: computed(() => view.value?.steps[column.value] ?? 0),
    value: computed(() => (view.value === null ? NaN : measuredAt(view.value, layer.value, column.value))),
    point: (cell: Cell | null): void => void (pointed.value = cell),
    hold,
    moveLayer: (by: number): void => hold({ layer: within(layer.value + by, layers.value) }),
    moveStep: (by: number): void => hold({ column: within(column.value + by, columns.value) }),
  }
}

const within = (index: number, count: number): number => Math.min(count - 1, Math.max(0, index))
