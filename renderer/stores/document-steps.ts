/**
 * Steps of the design in view: each change is one, a gesture is one in all, undo and redo go among them. A preset becomes a copy among the saved
 * designs with its first change. What changes is saved.
 */
import type { Architecture } from '../../core/architecture/architecture.ts'
import { isEqual } from '../../core/architecture/diff/fields.ts'
import { beginHistory, goTo, record, type History, type Step } from '../../core/architecture/history.ts'
import type { Variant } from '../../core/architecture/variants.ts'
import { nameWith } from '../../core/text/names.ts'
import { useDesignSaving } from './design-saving.ts'
import type { DocumentLibrary } from './document-library.ts'
import { keepHistory } from './kept-histories.ts'
import type { ShownDesign } from './shown-design.ts'

export interface DocumentSteps {
  /** Makes `next` the state of the design, as one step; a preset becomes a copy first. */
  change(next: Architecture, label: string): void
  /** Makes the state the design's, as one step, whether or not a variant can take it. */
  set(next: Architecture, label: string, variant: Variant | null): void
  /** The id of the design in view; of a preset, that of a copy that takes its place. */
  own(): string | null
  /**
   * Between begin and commit all changes are one step; cancel takes them back. A preset becomes a copy only when it commits, and a variant only
   * then asks about an edit that it cannot take.
   */
  gesture(phase: 'begin' | 'commit' | 'cancel'): void
  goToStep(at: number): void
  undo(): void
  redo(): void
}

export interface StepSurroundings extends Pick<DocumentLibrary, 'follow' | 'asBaseIs'> {
  /** Whether the edit is one that a variant cannot take: then it is asked about. */
  asks(next: Architecture, label: string): boolean
  freeName(wanted: string): string
}

export function stepsOf(view: ShownDesign, around: StepSurroundings): DocumentSteps {
  const saver = useDesignSaving()
  const { designId, presetId, history, gestureFrom, architecture, variant } = view

  function change(next: Architecture, label: string): void {
    const now = architecture.value
    if (!history.value || !now || next === now) return
    if (!gestureFrom.value && around.asks(next, label)) return
    if (designId.value === null && !gestureFrom.value) {
      beginCopy(now)
      // The copy has a name of its own; a change of the name itself stays as it is.
      if (next.name === now.name && architecture.value) next = { ...next, name: architecture.value.name }
    }
    history.value = record(gestureFrom.value ?? history.value, next, label, Date.now(), variant.value)
    // While a gesture lasts a variant only shows what would become of it.
    if (designId.value !== null && !(gestureFrom.value && variant.value))
      saver.save(designId.value, next, history.value, variant.value)
    keepUnsaved()
  }

  function set(next: Architecture, label: string, followed: Variant | null): void {
    if (!history.value) return
    history.value = record(gestureFrom.value ?? history.value, next, label, Date.now(), followed)
    saveNow()
  }

  /** Goes on with a copy of the preset in view, under a free name; its history begins there. */
  function beginCopy(preset: Architecture, ending = ', changed'): void {
    const id = crypto.randomUUID()
    view.setOrigin(id, presetId.value)
    designId.value = id
    history.value = beginHistory(
      { ...preset, name: around.freeName(nameWith(preset.name, ending)) },
      `Copy of ${preset.name}`,
      Date.now(),
    )
    presetId.value = null
    view.last.value = { kind: 'design', id }
  }

  function own(): string | null {
    if (designId.value === null && architecture.value) {
      beginCopy(architecture.value, '')
      saveNow()
    }
    return designId.value
  }

  function gesture(phase: 'begin' | 'commit' | 'cancel'): void {
    const began = gestureFrom.value
    gestureFrom.value = phase === 'begin' ? history.value : null
    if (phase === 'begin' || !began || !history.value) return
    if (history.value === began) around.follow()
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

  /** Until the library has it: the window may be gone the next moment. */
  function keepUnsaved(): void {
    const id = designId.value
    if (id !== null && history.value && !gestureFrom.value && saver.isUnsaved(id)) keepHistory(id, history.value)
  }

  function goToStep(at: number): void {
    if (!history.value) return
    history.value = around.asBaseIs(goTo(history.value, at))
    saveNow()
  }

  return {
    change,
    set,
    own,
    gesture,
    goToStep,
    undo: () => goToStep((history.value?.at ?? 0) - 1),
    redo: () => goToStep((history.value?.at ?? 0) + 1),
  }
}
