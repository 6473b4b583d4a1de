/** Saved designs of the library, newest first, and the presets of the galleries. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { comparable } from '../../core/text/names.ts'
import type { Architecture } from '../../core/architecture/architecture.ts'
import type { Preset } from '../../core/architecture/gallery.ts'
import type { Variant } from '../../core/architecture/variants.ts'
import type { SentHistory } from '../../core/store/design-histories.ts'
import { callLab, useLab } from '../lab.ts'
import { useStream } from '../use-stream.ts'

/** What is saved of a design: its architecture, and what it follows. */
export interface DesignState {
  readonly architecture: Architecture
  readonly variant: Variant | null
}

export const useDesignsStore = defineStore('designs', () => {
  /** Null until the lab has answered. */
  const { value: designs } = useStream('designs', () => ({}))
  const presets = shallowRef<readonly Preset[]>([])
  const byId = computed(() => new Map((designs.value ?? []).map((design) => [design.id, design])))
  const presetById = computed(() => new Map(presets.value.map((preset) => [preset.id, preset])))

  /** The saved design of that name, else the preset. */
  function named(name: string): Architecture | null {
    const all = [...(designs.value ?? []), ...presets.value].map(({ architecture }) => architecture)
    return all.find((architecture) => comparable(architecture.name) === comparable(name)) ?? null
  }

  // Presets never change while the lab runs: asked for once, as soon as it answers.
  useLab().onConnection((state) => {
    if (state === 'connected' && presets.value.length === 0) void loadPresets()
  })
  async function loadPresets(): Promise<void> {
    const reply = await useLab().call('presets.list', {})
    if (reply.ok) presets.value = reply.value
  }

  return {
    designs,
    presets,
    byId,
    presetById,
    named,
    save: (id: string, { architecture, variant }: DesignState, basedOn: readonly Architecture[], history: SentHistory) =>
      callLab('designs.save', {
        id,
        architecture,
        variant,
        basedOn: [...basedOn],
        history: { ...history, order: [...history.order], steps: [...history.steps] },
      }),
    remove: (id: string) => callLab('designs.remove', { id }),
    restore: (id: string) => callLab('designs.restore', { id }),
  }
})
