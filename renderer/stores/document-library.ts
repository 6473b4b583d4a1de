/**
 * The design in view and the library: designs are opened with the histories that are known of them, and follow what another window saves of
 * them.
 */
import { watch } from 'vue'
import { isEqual } from '../../core/architecture/diff/fields.ts'
import { beginHistory, continued, following, record, type History } from '../../core/architecture/history.ts'
import type { Variant } from '../../core/architecture/variants.ts'
import type { Design } from '../../core/store/designs.ts'
import { useDesignSaving, type KeptBeside } from './design-saving.ts'
import { useDesignsStore } from './designs.ts'
import { keptHistory } from './kept-histories.ts'
import type { ShownDesign } from './shown-design.ts'

export interface DocumentLibrary {
  openDesign(id: string): void
  openPreset(id: string): void
  removeDesign(id: string): Promise<void>
  restoreDesign(id: string): Promise<void>
  /** Takes over what the library has of the design in view where another window saved it: a step like others, so that undo takes it back. */
  follow(): void
  /** Of a variant what the base has become is no step: it is undone in the base. */
  asBaseIs(of: History): History
}

/** `began` is called when another design has come into view. */
export function libraryOf(view: ShownDesign, began: () => void): DocumentLibrary {
  const designs = useDesignsStore()
  const saver = useDesignSaving()
  const { designId, history, gestureFrom, architecture, variant, last } = view
  /** Histories of designs looked at since the start, so that coming back can undo. Those of earlier starts are in the library. */
  const histories = new Map<string, History>()

  function openDesign(id: string): void {
    const design = designs.byId.get(id)
    if (!design) return
    const earlier = histories.get(id) ?? keptHistory(id)
    view.show(earlier ?? beginHistory(design.architecture, 'Opened', Date.now(), followedBy(design)), { kind: 'design', id })
    began()
    follow()
    if (!earlier) void bringHistory(id)
  }

  function openPreset(id: string): void {
    const preset = designs.presetById.get(id)
    if (!preset) return
    const { architecture: shown } = preset
    view.show(beginHistory(shown, `${shown.name} from the gallery`, Date.now()), { kind: 'preset', id })
    began()
  }

  /** The history that the library has kept takes its place before what was done since the design was opened. */
  async function bringHistory(id: string): Promise<void> {
    const opened = history.value?.steps[0]
    const kept = await saver.historyOf(id)
    if (kept === null || designId.value !== id || !history.value || history.value.steps[0] !== opened) return
    const earlier = asBaseIs(kept)
    if (gestureFrom.value) gestureFrom.value = continued(earlier, gestureFrom.value)
    history.value = continued(earlier, history.value)
  }

  function follow(): void {
    const id = designId.value
    const there = id === null ? undefined : designs.byId.get(id)
    if (!there || !history.value || !architecture.value || gestureFrom.value || saver.isUnsaved(there.id)) return
    saver.seen(there.id, there.architecture)
    const followed = followedBy(there)
    const isAsThere = (): boolean =>
      isEqual(variant.value, followed) && architecture.value !== null && isEqual(there.architecture, architecture.value)
    if (isAsThere()) return
    history.value = asBaseIs(history.value)
    if (!isAsThere()) history.value = record(history.value, there.architecture, 'As the library has it', there.savedAt, followed)
  }

  const followedBy = ({ variant: followed }: Design): Variant | null =>
    followed && { base: followed.base, changes: followed.changes }

  function asBaseIs(of: History): History {
    const followed = of.steps.findLast((step) => step.variant !== null)?.variant
    const base = followed && designs.byId.get(followed.base)
    return base ? following(of, base.architecture) : of
  }

  /** What was saved beside another window's state goes on as the design it became. */
  function goOnAs(from: string, { id, name }: KeptBeside): void {
    const earlier = from === designId.value ? history.value : histories.get(from)
    const step = earlier?.steps[earlier.at]
    if (!earlier || !step) return
    const now = step.architecture
    histories.delete(from)
    const goneOn = record(earlier, { ...now, name }, `Kept beside ${now.name}`, Date.now(), step.variant)
    view.setOrigin(id, view.originOf(from))
    histories.set(id, goneOn)
    if (from !== designId.value) return
    if (gestureFrom.value) gestureFrom.value = goneOn
    designId.value = id
    history.value = goneOn
    last.value = { kind: 'design', id }
  }
  saver.onMoved(goOnAs)

  async function removeDesign(id: string): Promise<void> {
    await saver.flush()
    await designs.remove(id)
    if (id !== designId.value) return
    view.showNothing()
    const other = designs.designs?.find((design) => design.id !== id)
    if (other) openDesign(other.id)
  }

  // At once: another design may be in view the next moment.
  watch(
    history,
    (now) => {
      if (designId.value !== null && now) histories.set(designId.value, now)
    },
    { flush: 'sync' },
  )
  watch(() => designs.designs, follow)

  // What was shown last, as soon as the lab has told what there is.
  const stop = watch(
    () => [designs.designs, designs.presets] as const,
    ([saved, presets]) => {
      if (saved === null || presets.length === 0) return
      const shown = last.value
      if (shown?.kind === 'design' && designs.byId.has(shown.id)) openDesign(shown.id)
      else if (shown?.kind === 'preset' && designs.presetById.has(shown.id)) openPreset(shown.id)
      else if (saved[0]) openDesign(saved[0].id)
      stop.stop()
    },
  )

  return {
    openDesign,
    openPreset,
    removeDesign,
    restoreDesign: async (id) => void (await designs.restore(id)),
    follow,
    asBaseIs,
  }
}
