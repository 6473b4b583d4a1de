/** Designs of a library, kept as the canonical text of their architecture. */
import { randomUUID } from 'node:crypto'
import type { Architecture } from '../architecture/architecture.ts'
import { readArchitecture, writeArchitecture } from '../architecture/file-format.ts'
import type { Variant } from '../architecture/variants.ts'
import { Failure } from '../files/failure.ts'
import { freeNameAmong, nameWith } from '../text/names.ts'
import { openDesignHistories, type KeptHistory, type SentHistory } from './design-histories.ts'
import type { LibraryDatabase } from './library-database.ts'
import { openVariants, type FollowedBase, type VariantColumns } from './variants.ts'

/** A saved design: an architecture with its identity in the library. */
export interface Design {
  readonly id: string
  readonly architecture: Architecture
  readonly savedAt: number
  /** What it follows; null for a design that stands alone. */
  readonly variant: FollowedBase | null
}

/** Where a state of a design was saved. */
export interface SavedDesign {
  readonly savedAt: number
  /** Null where it is the design it was saved as; else the second design that it was kept as. */
  readonly beside: { readonly id: string; readonly name: string } | null
}

export interface Designs {
  /** Newest first, without those in the bin. One that this Stagecraft cannot read is left where it is and not listed. */
  list(): Design[]
  /** Words for the person, one for each design that is not listed because it cannot be read. */
  readonly unreadable: readonly string[]
  /**
   * Saves a new design or a new state of one; on the disk when it returns. `basedOn` are the states of it that the writer has seen or
   * made. Where the library holds another one, another window has changed the design meanwhile: that stays, and this is kept beside it
   * as a design of its own. `history`: what leads to this state, kept with it.
   *
   * A variant is saved as its base and changes make it, with the name that is given. Of a variant that stays one there is nothing that two
   * windows could lose of each other but a name and numbers: the later save holds. Whatever is saved arrives in the variants that follow it,
   * in the same transaction.
   */
  save(
    id: string,
    architecture: Architecture,
    basedOn: readonly Architecture[],
    variant?: Variant | null,
    history?: SentHistory,
  ): SavedDesign
  /** The undo history that was saved with it last; null where there is none. */
  history(id: string): KeptHistory | null
  /** Puts a design into the bin. Throws a Failure `no-such-design`. */
  remove(id: string): void
  restore(id: string): void
  /** Those in the bin, newest deletion first. */
  deleted(): DeletedDesign[]
  /** Removes a design of the bin for good, with its history and its versions; gives the bytes of their texts. Throws a Failure `no-such-design`. */
  purge(id: string): number
}

export interface DeletedDesign {
  readonly id: string
  /** Null where it cannot be read. */
  readonly name: string | null
  readonly bytes: number
  readonly deletedAt: number
}

interface DesignRow extends VariantColumns {
  id: string
  architecture: string
  saved_at: number
}

/** As this Stagecraft writes it: an older one may have left out what has a default by now. */
function canonical(text: string): string {
  const read = readArchitecture(text)
  return read.ok ? writeArchitecture(read.architecture) : text
}

export function openDesigns({ connection, change }: LibraryDatabase, now: () => number): Designs {
  const list = connection.prepare<[], DesignRow>(
    'SELECT id, architecture, saved_at, base, changes FROM designs WHERE removed_at IS NULL ORDER BY saved_at DESC, id',
  )
  const save = connection.prepare<[string, string, number, string | null, string | null]>(
    `INSERT INTO designs (id, architecture, saved_at, base, changes) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET architecture = excluded.architecture, saved_at = excluded.saved_at, removed_at = NULL,
       base = excluded.base, changes = excluded.changes`,
  )
  const variants = openVariants(connection)
  /** Bytes of a design's text, of its history and of its versions. */
  const bytesOf = `length(CAST(architecture AS BLOB))
    + (SELECT coalesce(sum(length(CAST(steps.architecture AS BLOB))), 0) FROM steps WHERE steps.design = designs.id)
    + (SELECT coalesce(sum(length(CAST(versions.architecture AS BLOB))), 0) FROM versions WHERE versions.design = designs.id)`
  const deleted = connection.prepare<[], { id: string; architecture: string; removed_at: number; bytes: number }>(
    `SELECT id, architecture, removed_at, ${bytesOf} AS bytes FROM designs WHERE removed_at IS NOT NULL ORDER BY removed_at DESC, id`,
  )
  const inBin = connection
    .prepare<[string], number>(`SELECT ${bytesOf} FROM designs WHERE id = ? AND removed_at IS NOT NULL`)
    .pluck()
  const purge = connection.prepare('DELETE FROM designs WHERE id = ?')
  const histories = openDesignHistories(connection)
  const held = connection.prepare<[string], Pick<DesignRow, 'architecture' | 'base'>>(
    'SELECT architecture, base FROM designs WHERE id = ?',
  )
  const bin = connection.prepare('UPDATE designs SET removed_at = ? WHERE id = ?')
  const setRemoved = (id: string, removedAt: number | null): void => {
    const { changes } = change(() => bin.run(removedAt, id))
    if (changes === 0) throw new Failure('no-such-design', 'This design is not in the library.', 'Save it again to keep it.')
  }
  let known = new Map<string, { readonly text: string; readonly read: ReturnType<typeof readArchitecture> }>()
  /** Read once while their text stays as it is: lists and notices are looked at again and again. */
  const listed = (): { row: DesignRow; read: ReturnType<typeof readArchitecture> }[] => {
    const before = known
    known = new Map()
    return list.all().map((row) => {
      const kept = before.get(row.id)
      const read = kept?.text === row.architecture ? kept.read : readArchitecture(row.architecture)
      known.set(row.id, { text: row.architecture, read })
      return { row, read }
    })
  }
  const readable = (): Design[] =>
    listed().flatMap(({ row, read }) =>
      read.ok ? [{ id: row.id, architecture: read.architecture, savedAt: row.saved_at, variant: variants.of(row) }] : [],
    )
  const write = (id: string, architecture: Architecture, savedAt: number, variant: Variant | null): void => {
    const made = variant === null ? architecture : variants.derived(architecture, variant)
    save.run(id, writeArchitecture(made), savedAt, variant?.base ?? null, variant ? JSON.stringify(variant.changes) : null)
    variants.follow(id, savedAt)
  }
  return {
    get unreadable() {
      return listed().flatMap(({ row, read }) => {
        return read.ok ? [] : [`The design ${row.id} cannot be read, and was left as it is. ${read.problems[0]?.message ?? ''}`]
      })
    },
    list: readable,
    save: (id, architecture, basedOn, variant = null, history) =>
      change(() => {
        const savedAt = now()
        const there = held.get(id)
        const staysVariant = variant !== null && there?.base != null
        const known = [architecture, ...basedOn].map(writeArchitecture)
        if (there === undefined || staysVariant || known.includes(canonical(there.architecture))) {
          write(id, architecture, savedAt, variant)
          if (history) histories.write(id, history)
          return { savedAt, beside: null }
        }
        const taken = readable().map((design) => design.architecture.name)
        const beside = { id: randomUUID(), name: freeNameAmong(taken, nameWith(architecture.name, ', other window')) }
        write(beside.id, { ...architecture, name: beside.name }, savedAt, variant)
        // Sent without the steps that the other design has: it is whole with the next save, which sends all.
        if (history) histories.write(beside.id, history)
        return { savedAt, beside }
      }),
    history: histories.read,
    remove: (id) => setRemoved(id, now()),
    restore: (id) => setRemoved(id, null),
    deleted: () =>
      deleted.all().map(({ id, architecture: text, removed_at: deletedAt, bytes }) => {
        const read = readArchitecture(text)
        return { id, name: read.ok ? read.architecture.name : null, bytes, deletedAt }
      }),
    purge: (id) =>
      change(() => {
        const bytes = inBin.get(id)
        if (bytes === undefined)
          throw new Failure('no-such-design', 'This design is not in the bin.', 'It may have been restored or purged.')
        purge.run(id)
        return bytes
      }),
  }
}
