/**
 * What a design in view has to do with variants: those it has, and what it is itself. Of a variant a person edits the name and the changes;
 * whatever else would be edited belongs to its base, so it is asked whether the variant shall be cut loose.
 */
import { computed, shallowRef, type ComputedRef } from 'vue'
import type { Architecture } from '../../core/architecture/architecture.ts'
import { isEqual } from '../../core/architecture/diff/fields.ts'
import {
  changeRule,
  deriveVariant,
  variantName,
  withChange,
  type Change,
  type Derived,
  type Variant,
} from '../../core/architecture/variants.ts'
import type { DesignState, useDesignsStore } from './designs.ts'

/** An edit that a variant cannot take, until a person has said what shall become of it. */
export interface AskedEdit {
  readonly next: Architecture
  readonly label: string
}

/** What the design in view follows. */
export interface Following {
  readonly base: string
  /** Null where the base is gone for good. */
  readonly name: string | null
  readonly state: 'saved' | 'deleted' | 'purged'
  readonly changes: readonly Change[]
  /** Null while the base is not among the saved designs. */
  readonly derived: Derived | null
}

/** A variant that could be made. */
export interface VariantDraft {
  readonly name: string
  readonly changes: readonly Change[]
  readonly derived: Derived
}

export interface DesignInView {
  readonly id: ComputedRef<string | null>
  readonly architecture: ComputedRef<Architecture | null>
  readonly variant: ComputedRef<Variant | null>
  /** The id of the design in view; of a preset, that of a copy that takes its place. */
  own(): string | null
  /** Makes the state the design's, as one step. */
  set(architecture: Architecture, label: string, variant: Variant | null): void
  /** Saves new designs; resolves to their ids. */
  add(made: readonly DesignState[]): Promise<string[]>
  freeName(wanted: string): string
}

export interface DocumentVariants {
  readonly following: ComputedRef<Following | null>
  readonly asked: ComputedRef<AskedEdit | null>
  /** Whether the edit is one that a variant cannot take: then it is asked about. */
  asks(next: Architecture, label: string): boolean
  /** Cuts the variant loose and goes on with the edit that was asked about; or leaves both as they are. */
  answer(loose: boolean): void
  /** Makes the variant a design of its own, as it is now. */
  cutLoose(): void
  /** Sets one of the variant's changes. */
  changeVariant(change: Change): void
  /** What a change would make of the design in view; a variant's own changes and this one of its base. */
  draft(change: Change): VariantDraft | null
  /** Saves variants of the design in view; gives their ids once they are in the library. */
  makeVariants(drafts: readonly VariantDraft[]): Promise<string[]>
}

export function variantsOf(view: DesignInView, designs: ReturnType<typeof useDesignsStore>): DocumentVariants {
  const asked = shallowRef<AskedEdit | null>(null)
  const architectureOf = (id: string): Architecture | null => designs.byId.get(id)?.architecture ?? null

  const following = computed((): Following | null => {
    const variant = view.variant.value
    if (variant === null) return null
    const { base, changes } = variant
    const saved = architectureOf(base)
    const listed = view.id.value === null ? null : designs.byId.get(view.id.value)?.variant
    return {
      base,
      changes,
      name: saved?.name ?? listed?.baseName ?? null,
      state: saved ? 'saved' : listed?.baseState === 'purged' ? 'purged' : 'deleted',
      derived: saved && deriveVariant(saved, view.architecture.value?.name ?? '', changes),
    }
  })

  function asks(next: Architecture, label: string): boolean {
    const now = view.architecture.value
    if (view.variant.value === null || now === null || isEqual({ ...next, name: now.name }, now)) return false
    asked.value = { next, label }
    return true
  }
  function answer(loose: boolean): void {
    const edit = asked.value
    asked.value = null
    if (!loose || edit === null) return
    cutLoose()
    view.set(edit.next, edit.label, null)
  }
  function cutLoose(): void {
    const now = view.architecture.value
    if (now && following.value) view.set(now, `Cut loose from ${following.value.name ?? 'its base'}`, null)
  }

  function changeVariant(change: Change): void {
    const [now, variant] = [view.architecture.value, view.variant.value]
    const base = variant && architectureOf(variant.base)
    const old = variant?.changes.find(({ kind }) => kind === change.kind)
    if (!now || !variant || !base || !old || isEqual(old, change)) return
    const changes = withChange(variant.changes, change)
    // A name that says the change follows it; one that a person gave stays.
    const named = now.name === variantName(base.name, variant.changes)
    const name = named ? view.freeName(variantName(base.name, changes)) : now.name
    const { words } = changeRule(change.kind)
    view.set(deriveVariant(base, name, changes).architecture, `${words(old)} → ${words(change)}`, { ...variant, changes })
  }

  /** What a new variant would follow: the base of a variant, else the design itself. */
  function origin(): { base: Architecture; changes: readonly Change[] } | null {
    const [now, variant] = [view.architecture.value, view.variant.value]
    const base = variant === null ? now : architectureOf(variant.base)
    return base && { base, changes: variant?.changes ?? [] }
  }
  function draft(change: Change): VariantDraft | null {
    const from = origin()
    if (from === null) return null
    const changes = withChange(from.changes, change)
    const name = variantName(from.base.name, changes)
    return { name, changes, derived: deriveVariant(from.base, name, changes) }
  }
  async function makeVariants(drafts: readonly VariantDraft[]): Promise<string[]> {
    const base = view.variant.value?.base ?? view.own()
    if (base === null) return []
    return view.add(
      drafts.map(({ name, changes, derived }) => ({
        architecture: { ...derived.architecture, name: view.freeName(name) },
        variant: { base, changes: [...changes] },
      })),
    )
  }

  return { following, asked: computed(() => asked.value), asks, answer, cutLoose, changeVariant, draft, makeVariants }
}
