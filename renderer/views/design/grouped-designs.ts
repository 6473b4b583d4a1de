/** Saved designs in the order of the list: each variant under its base, the newest base first. */
import type { Design } from '../../../core/store/designs.ts'

export interface ListedDesign {
  readonly design: Design
  /** Stands under the design that it follows. */
  readonly under: boolean
}

const byName = new Intl.Collator('en', { numeric: true })

/** A variant whose base is not among these stands by itself. */
export function groupedDesigns(designs: readonly Design[]): ListedDesign[] {
  const ids = new Set(designs.map(({ id }) => id))
  const baseOf = ({ variant, id }: Design): string | null =>
    variant !== null && variant.base !== id && ids.has(variant.base) ? variant.base : null
  const under = (base: string, through: readonly string[]): ListedDesign[] =>
    designs
      .filter((design) => baseOf(design) === base && !through.includes(design.id))
      .sort((a, b) => byName.compare(a.architecture.name, b.architecture.name))
      .flatMap((design) => [{ design, under: true }, ...under(design.id, [...through, design.id])])
  return designs
    .filter((design) => baseOf(design) === null)
    .flatMap((design) => [{ design, under: false }, ...under(design.id, [design.id])])
}
