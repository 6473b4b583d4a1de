/** Reordering stages with the pointer: press on a stage, drag, let go where it should stand. */
import { useEventListener } from '@vueuse/core'
import { ref, type Ref } from 'vue'
import type { Span } from './stack-layout.ts'

/** Pointer travel that makes a press a drag, in px. */
const threshold = 6

export interface StageDrag {
  /** Index before which the dragged stage would go; null when it would stay, or nothing is dragged. */
  readonly dropAt: Ref<number | null>
  /** Whether the click that follows belongs to a drag. */
  justDragged(): boolean
}

export function useStageDrag(
  drawing: Ref<SVGElement | null>,
  spans: () => readonly Span[],
  onMove: (from: number, to: number) => void,
): StageDrag {
  const dropAt = ref<number | null>(null)
  let pressed: { stage: number; x: number; left: number } | null = null
  let dragged = false

  useEventListener(window, 'pointerdown', (event) => {
    dragged = false
    if (!(event.target instanceof Element) || !drawing.value?.contains(event.target)) return
    const node = event.target.closest('[data-node]')
    const stage = Number(node?.getAttribute('data-node')?.split('.')[0])
    if (event.button !== 0 || !Number.isInteger(stage)) return
    const content = drawing.value?.querySelector('g')?.getCTM()
    const left = (drawing.value?.getBoundingClientRect().left ?? 0) + (content?.e ?? 0)
    pressed = { stage, x: event.clientX, left }
  })

  useEventListener(window, 'pointermove', (event) => {
    if (!pressed) return
    if (!dragged && Math.abs(event.clientX - pressed.x) < threshold) return
    dragged = true
    const at = placeAt(spans(), event.clientX - pressed.left)
    dropAt.value = at === pressed.stage || at === pressed.stage + 1 ? null : at
  })

  useEventListener(window, 'pointerup', () => {
    const from = pressed?.stage
    const at = dropAt.value
    pressed = null
    dropAt.value = null
    if (from !== undefined && at !== null) onMove(from, at > from ? at - 1 : at)
  })
  useEventListener(window, 'pointercancel', () => {
    pressed = null
    dropAt.value = null
  })

  return {
    dropAt,
    justDragged() {
      const was = dragged
      dragged = false
      return was
    },
  }
}

/** Number of stages whose middle lies left of x. */
function placeAt(spans: readonly Span[], x: number): number {
  return spans.filter((span) => typeof span.part === 'number' && (span.x0 + span.x1) / 2 < x).length
}

/** Where a stage can be put in: before each stage and before the head, at the middle of the gap. */
export function insertionsOf(spans: readonly Span[]): { at: number; x: number }[] {
  const stages = spans.filter((span) => typeof span.part === 'number').length
  return spans.flatMap((span, index) => {
    if (span.part === 'stem') return []
    const before = spans[index - 1]
    return [{ at: typeof span.part === 'number' ? span.part : stages, x: before ? (before.x1 + span.x0) / 2 : span.x0 - 16 }]
  })
}
