/** Problems at their stages: the worst of each part, and where the notes about the first few in sight hang. */
import { computed, type ComputedRef } from 'vue'
import type { Problem } from '../../../core/architecture/problem.ts'
import type { PartId } from '../../../core/drawing/stack-layout.ts'
import { placeNotes, type Levels, type NotePlace } from '../../../core/drawing/scene.ts'
import type { StackProps } from './stack-view.ts'
import type { Sight } from './use-sight.ts'

/** Largest width of a note, in px; as in ProblemNote.vue. */
const noteWidth = 380
/** More would hide the drawing; every part keeps its mark. */
const mostNotes = 3

export interface StackNotes {
  readonly worst: ComputedRef<ReadonlyMap<PartId, Problem>>
  readonly notes: ComputedRef<readonly (NotePlace & { readonly problem: Problem })[]>
}

export function useNotes(props: StackProps, sight: Sight, levels: ComputedRef<Levels>): StackNotes {
  const worst = computed(() => {
    const byPart = new Map<PartId, Problem>()
    for (const problem of props.problems) {
      const part = problem.place === 'file' ? 'input' : problem.place
      const known = byPart.get(part)
      if (!known || (known.severity === 'warning' && problem.severity === 'error')) byPart.set(part, problem)
    }
    return byPart
  })
  const rank = (part: PartId): number => (part === props.selected ? 2 : 0) + (worst.value.get(part)?.severity === 'error' ? 1 : 0)
  const inSight = (part: PartId): boolean => {
    const span = sight.layout.value.spans.find((candidate) => candidate.part === part)
    return span === undefined || (span.x1 > sight.from.value && span.x0 < sight.to.value)
  }
  const noted = computed(() =>
    [...worst.value.keys()]
      .filter(inSight)
      .sort((a, b) => rank(b) - rank(a))
      .slice(0, mostNotes),
  )

  const notes = computed(() => {
    const { spans, items, k, width } = sight.layout.value
    const shift = sight.gutter.value - sight.from.value
    const seen = { items, k, width, spans: spans.map((span) => ({ ...span, x1: span.x1 + shift })) }
    const places = placeNotes(noted.value, seen, { width: sight.size.value.width, ...levels.value }, noteWidth)
    const hidden = Math.max(0, sight.size.value.width - sight.visible.value)
    return places.flatMap((place) => {
      const problem = worst.value.get(place.part)
      return problem ? [{ ...place, right: Math.max(place.right, hidden + 12), problem }] : []
    })
  })
  return { worst, notes }
}
