/** A sweep as a command line, for the clipboard. */
import { useClipboard } from '@vueuse/core'
import { computed, type ComputedRef, type Ref } from 'vue'
import { sweepCommand } from '../../../core/api/sweep-command.ts'
import type { CommandLine } from '../../../core/api/train-command.ts'
import type { SweepPlan } from '../../../core/sweep/plan.ts'
import { useDatasetsStore } from '../../stores/datasets.ts'
import { useDesignsStore } from '../../stores/designs.ts'
import { useLabStore } from '../../stores/lab-state.ts'
import { useRecipes } from '../train/use-recipes.ts'

export function useSweepCommand(plan: () => SweepPlan | null): {
  readonly line: ComputedRef<CommandLine>
  readonly copied: Readonly<Ref<boolean>>
  copy(): void
} {
  const designs = useDesignsStore()
  const datasets = useDatasetsStore()
  const lab = useLabStore()
  const { recipes } = useRecipes()
  const { copy, copied } = useClipboard()
  const line = computed((): CommandLine => {
    const asked = plan()
    if (asked === null) return { ok: false, reason: 'the fields must be readable first' }
    const set = datasets.byId.get(asked.dataset)
    if (!set || recipes.value === null || lab.state === null || designs.presets.length === 0)
      return { ok: false, reason: 'recipes and presets are being read' }
    return sweepCommand({
      plan: asked,
      presets: designs.presets,
      recipes: recipes.value,
      images: { ...set, classes: set.classes.length },
      library: lab.state.libraryWords,
      windows: navigator.platform.startsWith('Win'),
    })
  })
  return {
    line,
    copied,
    copy() {
      if (line.value.ok) void copy(line.value.text)
    },
  }
}
