/**
 * The design in view: immutable data with its history, saved as it changes. A preset is shown as it is; the first change makes
 * a copy of it among the saved designs.
 */
import { useStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Architecture } from '../../core/architecture/architecture.ts'
import { isResidual } from '../../core/architecture/blocks.ts'
import type { Problem } from '../../core/architecture/problem.ts'
import { plainTwin as plainTwinOf } from '../../core/architecture/edit.ts'
import { beginHistory, continued, following, goTo, record, type History, type Step } from '../../core/architecture/history.ts'
import type { Variant } from '../../core/architecture/variants.ts'
import { freeNameAmong, nameWith } from '../../core/text/names.ts'
import { buildStack } from '../views/design/build-stack.ts'
import { familyDepthOf } from '../../core/architecture/family.ts'
import type { Design } from '../../core/store/designs.ts'
import { isEqual } from '../../core/architecture/diff/fields.ts'
import { useDesignSources } from './design-sources.ts'
import type { Version } from '../../core/store/design-versions.ts'
import { callLab } from '../lab.ts'
import { useDesignsStore } from './designs.ts'
import { useDesignSaving, type KeptBeside } from './design-saving.ts'
import { editsOf } from './document-edits.ts'
import { variantsOf } from './document-variants.ts'
import { selectionOf } from './document-selection.ts'
import { viewOfHistory } from './history-view.ts'
import { keepHistory, keptHistory } from './kept-histories.ts'

/** What was last looked at; found again at the next start. */
type Shown = { kind: 'design'; id: string } | { kind: 'preset'; id: string } | null

export const useDocument = defineStore('document', () => {
  const designs = useDesignsStore()
  const saver = useDesignSaving()
  const sources = useDesignSources()
  const last = useStorage<Shown>('stagecraft.shown', null, undefined, {
    serializer: { read: (text) => JSON.parse(text) as Shown, write: JSON.stringify },
  })
  /** What a design was made from, by its id: a preset's or a design's id. */
  const origins = useStorage<Record<string, string>>('stagecraft.origins', {})

  const designId = ref<string | null>(null)
  const presetId = ref<string | null>(null)
  const history = shallowRef<History | null>(null)
  /** Histories of designs looked at since the start, so that coming back can undo. Those of earlier starts are in the library. */
  const histories = new Map<string, History>()
  /** Where a gesture began: what it records is one step. */
  let gestureFrom: History | null = null

  const architecture = computed<Architecture | null>(() => history.value?.steps[history.value.at]?.architecture ?? null)
  const variant = computed<Variant | null>(() => history.value?.steps[history.value.at]?.variant ?? null)
  const { begin: beginSelection, ...selection } = selectionOf(architecture)
  const built = computed(() => (architecture.value ? buildStack(architecture.value) : null))
  const model = computed(() => built.value?.model ?? null)
  const problems = computed<readonly Problem[]>(() => built.value?.problems ?? [])
  const error = computed(() => problems.value.find((problem) => problem.severity === 'error') ?? null)
  const familyDepth = computed(() => (architecture.value ? familyDepthOf(architecture.value) : null))

  /** What the design is compared with, as `design-sources.ts` names it: what it follows, or the net it was made from. */
  const baseSource = computed<string | null>(() => {
    if (variant.value) return `design:${variant.value.base}`
    const origin = designId.value === null ? presetId.value : origins.value[designId.value]
    if (origin === null || origin === undefined) return null
    return designs.presetById.has(origin) ? `preset:${origin}` : designs.byId.has(origin) ? `design:${origin}` : null
  })
  const base = computed<Architecture | null>(() => (baseSource.value === null ? null : sources.architectureOf(baseSource.value)))

  const saving = computed(() => {
    if (designId.value === null) return { kind: 'preset' } as const
    return saver.stateOf(designId.value, designs.byId.get(designId.value)?.savedAt ?? null)
  })

  // ---- opening

  function show(next: History, shown: NonNullable<Shown>): void {
    gestureFrom = null
    designId.value = shown.kind === 'design' ? shown.id : null
    presetId.value = shown.kind === 'preset' ? shown.id : null
    history.value = next
    last.value = shown
    beginSelection()
  }

  function openDesign(id: string): void {
    const design = designs.byId.get(id)
    if (!design) return
    const earlier = histories.get(id) ?? keptHistory(id)
    show(earlier ?? beginHistory(design.architecture, 'Opened', Date.now(), followedBy(design)), { kind: 'design', id })
    follow()
    if (!earlier) void bringHistory(id)
  }

  /** The history that the library has kept takes its place before what was done since the design was opened. */
  async function bringHistory(id: string): Promise<void> {
    const opened = history.value?.steps[0]
    const kept = await saver.historyOf(id)
    if (kept === null || designId.value !== id || !history.value || history.value.steps[0] !== opened) return
    const earlier = asBaseIs(kept)
    if (gestureFrom) gestureFrom = continued(earlier, gestureFrom)
    history.value = continued(earlier, history.value)
  }

  /** Takes over what the library has of the design in view where another window saved it: a step like others, so that undo takes it back. */
  function follow(): void {
    const id = designId.value
    const there = id === null ? undefined : designs.byId.get(id)
    if (!there || !history.value || !architecture.value || gestureFrom || saver.isUnsaved(there.id)) return
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

  /** Of a variant what the base has become is no step: it is undone in the base. */
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
    const origin = origins.value[from]
    if (origin !== undefined) origins.value = { ...origins.value, [id]: origin }
    histories.set(id, goneOn)
    if (from !== designId.value) return
    if (gestureFrom) gestureFrom = goneOn
    designId.value = id
    history.value = goneOn
    last.value = { kind: 'design', id }
  }
  saver.onMoved(goOnAs)

  function openPreset(id: string): void {
    const preset = designs.presetById.get(id)
    if (preset)
      show(beginHistory(preset.architecture, `${preset.architecture.name} from the gallery`, Date.now()), { kind: 'preset', id })
  }

  /** Makes a saved design of an architecture and shows it. `origin` is the id of what it was made from. */
  function openNew(made: Architecture, label: string, origin: string | null): string {
    const id = crypto.randomUUID()
    if (origin !== null) origins.value = { ...origins.value, [id]: origin }
    const begun = beginHistory(made, label, Date.now())
    saver.save(id, made, begun)
    show(begun, { kind: 'design', id })
    return id
  }

  async function removeDesign(id: string): Promise<void> {
    await saver.flush()
    await designs.remove(id)
    if (id !== designId.value) return
    designId.value = null
    history.value = null
    const other = designs.designs?.find((design) => design.id !== id)
    if (other) openDesign(other.id)
    else last.value = null
  }

  async function restoreDesign(id: string): Promise<void> {
    await designs.restore(id)
  }

  // ---- changing

  /** Makes `next` the state of the design, as one step; a preset becomes a copy first. */
  function change(next: Architecture, label: string): void {
    const now = architecture.value
    if (!history.value || !now || next === now) return
    if (!gestureFrom && variants.asks(next, label)) return
    if (designId.value === null && !gestureFrom) {
      beginCopy(now)
      // The copy has a name of its own; a change of the name itself stays as it is.
      if (next.name === now.name && architecture.value) next = { ...next, name: architecture.value.name }
    }
    history.value = record(gestureFrom ?? history.value, next, label, Date.now(), variant.value)
    // While a gesture lasts a variant only shows what would become of it.
    if (designId.value !== null && !(gestureFrom && variant.value)) saver.save(designId.value, next, history.value, variant.value)
    keepUnsaved()
  }

  /** Goes on with a copy of the preset in view, under a free name; its history begins there. */
  function beginCopy(preset: Architecture, ending = ', changed'): void {
    const id = crypto.randomUUID()
    if (presetId.value !== null) origins.value = { ...origins.value, [id]: presetId.value }
    designId.value = id
    history.value = beginHistory(
      { ...preset, name: freeName(nameWith(preset.name, ending)) },
      `Copy of ${preset.name}`,
      Date.now(),
    )
    presetId.value = null
    last.value = { kind: 'design', id }
  }

  /** Resolves once the list of the library has them. */
  async function known(ids: readonly string[]): Promise<void> {
    const all = computed(() => ids.every((id) => designs.byId.has(id)))
    if (all.value) return
    await new Promise<void>((resolve) => watch(all, () => resolve(), { once: true }))
  }

  /** `ResNet-34, changed`, or with a number where that name is taken. */
  function freeName(wanted: string): string {
    return freeNameAmong(
      (designs.designs ?? []).map((design) => design.architecture.name),
      wanted,
    )
  }

  /**
   * Between begin and commit all changes are one step; cancel takes them back. A preset becomes a copy only when it commits, and a variant only then
   * asks about an edit that it cannot take.
   */
  function gesture(phase: 'begin' | 'commit' | 'cancel'): void {
    const began = gestureFrom
    gestureFrom = phase === 'begin' ? history.value : null
    if (phase === 'begin' || !began || !history.value) return
    if (history.value === began) follow()
    const made = history.value.steps[history.value.at]
    const isOwn = made !== undefined && designId.value !== null && !onlyShows(made, began)
    if (phase === 'commit' && (isOwn || !made || history.value === began)) {
      keepUnsaved()
      return
    }
    history.value = began
    if (phase === 'commit' && made) change(made.architecture, made.label)
    else if (isOwn) saveNow()
  }

  /** Whether a step shows what would become of a variant, and changes nothing that is its own. */
  function onlyShows({ variant: followed }: Step, { steps: before, at }: History): boolean {
    return followed !== null && isEqual(followed, before[at]?.variant)
  }

  function saveNow(): void {
    if (designId.value !== null && architecture.value && history.value)
      saver.save(designId.value, architecture.value, history.value, variant.value)
    keepUnsaved()
  }

  function goToStep(at: number): void {
    if (!history.value) return
    history.value = asBaseIs(goTo(history.value, at))
    saveNow()
  }
  const undo = (): void => goToStep((history.value?.at ?? 0) - 1)
  const redo = (): void => goToStep((history.value?.at ?? 0) + 1)

  const variants = variantsOf(
    {
      id: computed(() => designId.value),
      architecture,
      variant,
      own() {
        if (designId.value === null && architecture.value) {
          beginCopy(architecture.value, '')
          saveNow()
        }
        return designId.value
      },
      set(next, label, followed) {
        if (!history.value) return
        history.value = record(gestureFrom ?? history.value, next, label, Date.now(), followed)
        saveNow()
      },
      async add(made) {
        const ids = made.map(() => crypto.randomUUID())
        for (const [index, state] of made.entries()) {
          const begun = beginHistory(state.architecture, 'Variant made', Date.now(), state.variant)
          saver.save(ids[index] ?? '', state.architecture, begun, state.variant)
        }
        await saver.flush()
        await known(ids)
        return ids
      },
      freeName,
    },
    designs,
  )

  const edits = editsOf(
    architecture,
    () => gestureFrom?.steps[gestureFrom.at]?.architecture ?? architecture.value,
    change,
    selection,
  )

  /** Keeps the state in view under a name, in the library. Throws a LabError. */
  async function saveVersion(name: string): Promise<void> {
    await saver.flush()
    if (designId.value !== null && architecture.value)
      await callLab('versions.save', { design: designId.value, name, architecture: architecture.value })
  }
  /** Brings a saved version back as the design's state, under the name that the design has now. */
  function restoreVersion(version: Version): void {
    if (architecture.value) change({ ...version.architecture, name: architecture.value.name }, `Restored ${version.name}`)
  }

  /** The same layers without shortcuts, under a free name; null where there are none to leave out. */
  function plainTwin(): Architecture | null {
    const from = architecture.value
    if (!from?.stages.some(isResidual)) return null
    const twin = plainTwinOf(from)
    return { ...twin, name: freeName(twin.name) }
  }

  // ---- keeping

  // At once: another design may be in view the next moment.
  watch(
    history,
    (now) => {
      if (designId.value !== null && now) histories.set(designId.value, now)
    },
    { flush: 'sync' },
  )
  /** Until the library has it: the window may be gone the next moment. */
  function keepUnsaved(): void {
    const id = designId.value
    if (id !== null && history.value && !gestureFrom && saver.isUnsaved(id)) keepHistory(id, history.value)
  }
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
    designId,
    presetId,
    architecture,
    variant,
    model,
    problems,
    error,
    familyDepth,
    base,
    baseSource,
    ...viewOfHistory(history),
    saving,
    openDesign,
    openPreset,
    openNew,
    removeDesign,
    restoreDesign,
    freeName,
    gesture,
    goToStep,
    undo,
    redo,
    plainTwin,
    saveVersion,
    restoreVersion,
    ...edits,
    ...variants,
    ...selection,
  }
})
