/** What the palette finds: actions, designs, presets and runs. Views add kinds of things by `providePaletteItems`. */
import { onScopeDispose, shallowReactive } from 'vue'
import { isFound } from '../../core/text/find.ts'
import { fuzzyMatch, matchedParts, type Match } from './fuzzy.ts'

export type PaletteGroup = 'Actions' | 'Designs' | 'Presets' | 'Studies' | 'Start a study' | 'Runs'

export interface PaletteItem {
  readonly id: string
  readonly group: PaletteGroup
  readonly title: string
  /** Further words it is found by. */
  readonly also?: string
  /** What it is and has, found by words where its name is not. */
  readonly words?: () => string
  /** At the right edge: key, count or state. */
  readonly detail?: string
  /** Why it is off; it stays in the list, with this at the right. */
  readonly off?: string | null
  run(): void
}

export interface FoundItem extends PaletteItem {
  readonly parts: readonly { text: string; matched: boolean }[]
}

const sources = shallowReactive(new Set<() => readonly PaletteItem[]>())

/** Offers things to the palette for as long as the calling component lives; read each time it opens. */
export function providePaletteItems(source: () => readonly PaletteItem[]): void {
  sources.add(source)
  onScopeDispose(() => sources.delete(source))
}

export function allPaletteItems(): PaletteItem[] {
  return [...sources].flatMap((source) => source())
}

const order: readonly PaletteGroup[] = ['Actions', 'Designs', 'Presets', 'Studies', 'Start a study', 'Runs']

/** The best `limit` matches, grouped, best first within a group; what is off comes last in its group. */
export function searchPalette(items: readonly PaletteItem[], query: string, limit: number): FoundItem[] {
  const found = items.flatMap((item) => {
    const match = matchOf(item, query)
    return match ? [{ item, match }] : []
  })
  found.sort((a, b) => b.match.score - a.match.score)
  const best = found.slice(0, limit)
  return order.flatMap((group) =>
    best
      .filter(({ item }) => item.group === group)
      .sort((a, b) => Number(Boolean(a.item.off)) - Number(Boolean(b.item.off)))
      .map(({ item, match }) => ({ ...item, parts: matchedParts(item.title, match.at) })),
  )
}

/** By its name, else by its further words, else by what it is. */
function matchOf({ title, also, words }: PaletteItem, query: string): Match | null {
  const inTitle = fuzzyMatch(query, title)
  if (inTitle) return inTitle
  if (also !== undefined && fuzzyMatch(query, also)) return { score: -50, at: [] }
  return words !== undefined && isFound(query, { names: title, words: words() }) ? { score: -100, at: [] } : null
}
