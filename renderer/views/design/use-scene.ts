/** What a layout is drawn with: the key to its marks, tones, heights, tracks, and the shapes under the gaps. */
import { computed, type ComputedRef } from 'vue'
import { keyHeight, keyOf, type KeyEntry } from './drawing-key.ts'
import { shapeLabelsOf } from '../../../core/drawing/marks.ts'
import { outerRoom } from '../../../core/drawing/outer-arcs.ts'
import { levelsFor, topFor, type Levels, type ShapeLabel } from '../../../core/drawing/scene.ts'
import { octaveFor, type StackLayout } from '../../../core/drawing/stack-layout.ts'
import type { Shown } from './stack-view.ts'
import { toneBy, type Tone } from './tone.ts'
import { tracksOf, type Track } from './tracks.ts'

export interface Scene {
  readonly entries: ComputedRef<readonly KeyEntry[]>
  readonly tone: ComputedRef<Tone>
  readonly levels: ComputedRef<Levels>
  readonly tracks: ComputedRef<readonly Track[]>
  readonly labels: ComputedRef<readonly ShapeLabel[]>
  /** That of the image, which stands in the gutter. */
  readonly imageShape: ComputedRef<string | null>
}

/** `height` is that of the canvas, in px. */
export function useScene(shown: Shown, layout: ComputedRef<StackLayout>, height: () => number): Scene {
  const entries = computed(() => keyOf(shown.model))
  // Times are read where they are shown: when they come in, nothing else is drawn again.
  const tone = computed(() => toneBy(shown.tone, shown.model, layout.value.items, (item) => shown.timeOf(item)))
  const levels = computed(() => {
    const rows = shown.model.input[0]
    const top = topFor(layout.value.items, octaveFor(height(), rows), outerRoom(shown.model))
    return levelsFor(height(), rows, top, keyHeight(entries.value, tone.value))
  })
  const labels = computed(() => shapeLabelsOf(shown.model, layout.value, levels.value))
  return {
    entries,
    tone,
    levels,
    tracks: computed(() => tracksOf(shown.model, shown.timeOf, shown.stepMs)),
    labels,
    imageShape: computed(() => labels.value.find(({ part }) => part === 'input')?.text ?? null),
  }
}
