/** What the view shows of an undo history: its steps, and what undo and redo would do. */
import { computed, type ComputedRef, type ShallowRef } from 'vue'
import type { History } from '../../core/architecture/history.ts'

/** Step of the history, for its menu. */
export interface HistoryStep {
  /** Position, from 0, the state the design was opened with. */
  readonly at: number
  readonly label: string
  readonly time: number
  readonly now: boolean
}

export interface HistoryView {
  readonly steps: ComputedRef<readonly HistoryStep[]>
  /** Newest first, as the menu shows them. */
  readonly done: ComputedRef<readonly HistoryStep[]>
  readonly undone: ComputedRef<readonly HistoryStep[]>
  /** What undo would take back, and redo bring again; null where there is nothing. */
  readonly undoLabel: ComputedRef<string | null>
  readonly redoLabel: ComputedRef<string | null>
  /** When the change was made that undo would take back; null where there is none. */
  readonly changedAt: ComputedRef<number | null>
}

export function viewOfHistory(history: ShallowRef<History | null>): HistoryView {
  const at = computed(() => history.value?.at ?? 0)
  const steps = computed<HistoryStep[]>(() =>
    (history.value?.steps ?? []).map(({ label, time }, index) => ({ at: index, label, time, now: index === at.value })),
  )
  const undoable = computed(() => (at.value > 0 ? (history.value?.steps[at.value] ?? null) : null))
  return {
    steps,
    done: computed(() => steps.value.filter((step) => step.at <= at.value).reverse()),
    undone: computed(() => steps.value.filter((step) => step.at > at.value).reverse()),
    undoLabel: computed(() => undoable.value?.label ?? null),
    redoLabel: computed(() => history.value?.steps[at.value + 1]?.label ?? null),
    changedAt: computed(() => undoable.value?.time ?? null),
  }
}
