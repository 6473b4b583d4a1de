/**
 * The design in view: immutable data with its history, saved as it changes. A preset is shown as it is; the first change makes
 * a copy of it among the saved designs.
 */
import { defineStore } from 'pinia'
import { computed, watch } from 'vue'
import type { Architecture } from '../../core/architecture/architecture.ts'
import { isResidual } from '../../core/architecture/blocks.ts'
import { plainTwin as plainTwinOf } from '../../core/architecture/edit.ts'
import { familyDepthOf } from '../../core/architecture/family.ts'
import { beginHistory } from '../../core/architecture/history.ts'
import type { Problem } from '../../core/architecture/problem.ts'
import type { Version } from '../../core/store/design-versions.ts'
import { freeNameAmong } from '../../core/text/names.ts'
import { callLab } from '../lab.ts'
import { buildStack } from '../../core/drawing/build-stack.ts'
import { useDesignSaving } from './design-saving.ts'
import { useDesignSources } from './design-sources.ts'
import { useDesignsStore, type DesignState } from './designs.ts'
import { editsOf } from './document-edits.ts'
import { libraryOf } from './document-library.ts'
import { selectionOf } from './document-selection.ts'
import { stepsOf } from './document-steps.ts'
import { variantsOf } from './document-variants.ts'
import { viewOfHistory } from './history-view.ts'
import { shownDesign } from './shown-design.ts'

export const useDocument = defineStore('document', () => {
  const designs = useDesignsStore()
  const saver = useDesignSaving()
  const sources = useDesignSources()
  const view = shownDesign()
  const { designId, presetId, history, gestureFrom, architecture, variant } = view
  const { begin: beginSelection, ...selection } = selectionOf(architecture)
  const { follow, asBaseIs, ...library } = libraryOf(view, beginSelection)
  const { change, set, own, ...steps } = stepsOf(view, {
    follow,
    asBaseIs,
    asks: (next, label) => variants.asks(next, label),
    freeName,
  })
  const variants = variantsOf({ id: computed(() => designId.value), architecture, variant, own, set, add, freeName }, designs)
  const edits = editsOf(
    architecture,
    () => gestureFrom.value?.steps[gestureFrom.value.at]?.architecture ?? architecture.value,
    change,
    selection,
  )

  // ---- what follows from it

  const built = computed(() => (architecture.value ? buildStack(architecture.value) : null))
  const model = computed(() => built.value?.model ?? null)
  const problems = computed<readonly Problem[]>(() => built.value?.problems ?? [])
  const error = computed(() => problems.value.find((problem) => problem.severity === 'error') ?? null)
  const familyDepth = computed(() => (architecture.value ? familyDepthOf(architecture.value) : null))

  /** What the design is compared with, as `design-sources.ts` names it: what it follows, or the net it was made from. */
  const baseSource = computed<string | null>(() => {
    if (variant.value) return `design:${variant.value.base}`
    const origin = designId.value === null ? presetId.value : view.originOf(designId.value)
    if (origin === null || origin === undefined) return null
    return designs.presetById.has(origin) ? `preset:${origin}` : designs.byId.has(origin) ? `design:${origin}` : null
  })
  const base = computed<Architecture | null>(() => (baseSource.value === null ? null : sources.architectureOf(baseSource.value)))

  const saving = computed(() => {
    if (designId.value === null) return { kind: 'preset' } as const
    return saver.stateOf(designId.value, designs.byId.get(designId.value)?.savedAt ?? null)
  })

  // ---- other designs made

  /** `ResNet-34, changed`, or with a number where that name is taken. */
  function freeName(wanted: string): string {
    return freeNameAmong(
      (designs.designs ?? []).map((design) => design.architecture.name),
      wanted,
    )
  }

  /** Makes a saved design of an architecture and shows it. `origin` is the id of what it was made from. */
  function openNew(made: Architecture, label: string, origin: string | null): string {
    const id = crypto.randomUUID()
    view.setOrigin(id, origin)
    const begun = beginHistory(made, label, Date.now())
    saver.save(id, made, begun)
    view.show(begun, { kind: 'design', id })
    beginSelection()
    return id
  }

  async function add(made: readonly DesignState[]): Promise<string[]> {
    const ids = made.map(() => crypto.randomUUID())
    for (const [index, state] of made.entries()) {
      const begun = beginHistory(state.architecture, 'Variant made', Date.now(), state.variant)
      saver.save(ids[index] ?? '', state.architecture, begun, state.variant)
    }
    await saver.flush()
    await known(ids)
    return ids
  }

  /** Resolves once the list of the library has them. */
  async function known(ids: readonly string[]): Promise<void> {
    const all = computed(() => ids.every((id) => designs.byId.has(id)))
    if (all.value) return
    await new Promise<void>((resolve) => watch(all, () => resolve(), { once: true }))
  }

  /** The same layers without shortcuts, under a free name; null where there are none to leave out. */
  function plainTwin(): Architecture | null {
    const from = architecture.value
    if (!from?.stages.some(isResidual)) return null
    const twin = plainTwinOf(from)
    return { ...twin, name: freeName(twin.name) }
  }

  // ---- versions

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
    openNew,
    freeName,
    plainTwin,
    saveVersion,
    restoreVersion,
    ...library,
    ...steps,
    ...edits,
    ...variants,
    ...selection,
  }
})
