/** Variants of the library: what each follows, and how what their base becomes arrives in them. */
import type { Architecture } from '../architecture/architecture.ts'
import { readArchitecture, writeArchitecture } from '../architecture/file-format.ts'
import { deriveVariant, variantSchema, type Variant } from '../architecture/variants.ts'
import type { Connection } from './database.ts'

/** What a variant follows. While its base is not saved it stands with its last state. */
export interface FollowedBase extends Variant {
  readonly baseState: 'saved' | 'deleted' | 'purged'
  /** Null where the base is purged, or cannot be read. */
  readonly baseName: string | null
}

/** Both or neither are null. */
export interface VariantColumns {
  base: string | null
  changes: string | null
}

export interface Variants {
  /** Null for a design that stands alone, or whose changes cannot be read: then it stands with its last state. */
  of(columns: VariantColumns): FollowedBase | null
  /** What the base makes of it now; as it is where the base is not there or cannot be read. */
  derived(architecture: Architecture, variant: Variant): Architecture
  /** Brings what has become of a design into the variants that follow it, in the bin too. */
  follow(base: string, savedAt: number): void
}

export function openVariants(connection: Connection): Variants {
  const held = connection.prepare<[string], { architecture: string; removed_at: number | null }>(
    'SELECT architecture, removed_at FROM designs WHERE id = ?',
  )
  const following = connection.prepare<[string], VariantColumns & { id: string; architecture: string }>(
    'SELECT id, architecture, base, changes FROM designs WHERE base = ?',
  )
  const update = connection.prepare<[string, number, string]>('UPDATE designs SET architecture = ?, saved_at = ? WHERE id = ?')

  const architectureOf = (id: string): Architecture | null => {
    const row = held.get(id)
    const read = row === undefined ? null : readArchitecture(row.architecture)
    return read?.ok ? read.architecture : null
  }
  const derived = (architecture: Architecture, { base, changes }: Variant): Architecture => {
    const from = architectureOf(base)
    return from === null ? architecture : deriveVariant(from, architecture.name, changes).architecture
  }
  /** A variant that was cut loose may have variants of its own, and be linked again by undo: those follow it in turn. */
  const follow = (base: string, savedAt: number, through: readonly string[]): void => {
    for (const { id, architecture: text, ...columns } of following.all(base)) {
      const variant = variantIn(columns)
      const read = readArchitecture(text)
      if (variant === null || !read.ok || through.includes(id)) continue
      const next = writeArchitecture(derived(read.architecture, variant))
      if (next === text) continue
      update.run(next, savedAt, id)
      follow(id, savedAt, [...through, id])
    }
  }
  return {
    of(columns) {
      const variant = variantIn(columns)
      if (variant === null) return null
      const base = held.get(variant.base)
      const baseState = base === undefined ? 'purged' : base.removed_at === null ? 'saved' : 'deleted'
      return { ...variant, baseState, baseName: architectureOf(variant.base)?.name ?? null }
    },
    derived,
    follow: (base, savedAt) => follow(base, savedAt, [base]),
  }
}

function variantIn({ base, changes }: VariantColumns): Variant | null {
  if (base === null || changes === null) return null
  const parsed = variantSchema.safeParse({ base, changes: parsedJson(changes) })
  return parsed.success ? parsed.data : null
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Damaged: no changes at all, which the schema refuses.
    return null
  }
}
