/** The way from a run to the design it was trained from, as far as there still is one. */
import { computed, type ComputedRef } from 'vue'
import { navigate } from '../../app/route.ts'
import { useDesignsStore } from '../../stores/designs.ts'
import { useDocument } from '../../stores/document.ts'
import type { RunRecord } from '../../../core/store/run.ts'
import { isNamedAlike, isSameNetwork } from '../runs/runs-of-design.ts'

export interface DesignOfRun {
  /** What opening it does. */
  readonly title: string
  open(): void
}

export function useDesignOfRun(record: () => RunRecord): ComputedRef<DesignOfRun> {
  const designs = useDesignsStore()
  const document = useDocument()
  const found = computed((): { title: string; show: () => void } => {
    const { architecture: trained, name } = record()
    const saved = (designs.designs ?? []).filter(
      ({ architecture }) => isSameNetwork(architecture, trained) || isNamedAlike(architecture, trained),
    )
    const same = saved.filter(({ architecture }) => isSameNetwork(architecture, trained))
    const best = same.find(({ architecture }) => isNamedAlike(architecture, trained)) ?? same[0]
    if (best) return { title: 'Open this design', show: () => document.openDesign(best.id) }
    const preset = designs.presets.find(({ architecture }) => isSameNetwork(architecture, trained))
    if (preset) return { title: 'Open this preset', show: () => document.openPreset(preset.id) }
    const why = saved.length > 0 ? 'the design of this name was changed since' : 'it is not among your designs'
    return {
      title: `Open the network of this run as a new design: ${why}`,
      show: () => void document.openNew({ ...trained, name: document.freeName(trained.name) }, `From the run ${name}`, null),
    }
  })
  return computed(() => ({
    title: found.value.title,
    open() {
      found.value.show()
      navigate({ view: 'design' })
    },
  }))
}
