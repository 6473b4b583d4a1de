/** What of the design in view is selected and unfolded. It is restored with the view, but is never a step of the history. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { Architecture } from '../../core/architecture/architecture.ts'
import { choose, chooseOne, chooseStages, chosenAmong, type SelectHow } from '../views/design/selection.ts'
import type { PartId } from '../../core/drawing/stack-layout.ts'

export interface DocumentSelection {
  /** The part that the inspector shows; of several selected stages the one that was selected last. */
  readonly selected: ComputedRef<PartId>
  /** Selected stages, ascending; empty where stem or head is selected. */
  readonly selection: ComputedRef<readonly number[]>
  /** Block of the selected stage that is unfolded. */
  readonly open: Ref<number | null>
  select(part: PartId, how?: SelectHow): void
  selectStages(stages: readonly number[]): void
  selectAll(): void
  unfold(block: number | null): void
  /** As a design is first shown. */
  begin(): void
}

export function selectionOf(architecture: ComputedRef<Architecture | null>): DocumentSelection {
  const chosen = shallowRef(chooseOne('head'))
  const open = ref<number | null>(null)
  const selected = computed(() => chosen.value.lead)
  const count = (): number => architecture.value?.stages.length ?? 0

  function selectStages(stages: readonly number[]): void {
    chosen.value = chooseStages(stages)
    keepBlockThere()
  }
  function keepBlockThere(): void {
    if (typeof selected.value !== 'number') return
    const blocks = architecture.value?.stages[selected.value]?.blocks ?? 0
    if (open.value !== null && open.value >= blocks) open.value = 0
  }

  // Undo may leave fewer stages or blocks than were there.
  watch(architecture, () => {
    chosen.value = chosenAmong(chosen.value, count())
    keepBlockThere()
  })

  return {
    selected,
    selection: computed(() => chosen.value.stages),
    open,
    select(part, how = 'one') {
      chosen.value = choose(chosen.value, part, how)
      keepBlockThere()
    },
    selectStages,
    selectAll: () => selectStages(Array.from({ length: count() }, (_, index) => index)),
    unfold: (block) => (open.value = block),
    begin() {
      chosen.value = chooseOne(count() > 0 ? Math.min(2, count() - 1) : 'head')
      open.value = count() > 0 ? 0 : null
    },
  }
}
