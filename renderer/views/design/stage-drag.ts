/**
 * Stages under the pointer: pressed and dragged, the selected ones go where it lets go; dragged across from between the stages, a band
 * selects those that it touches.
 */
import { useEventListener } from '@vueuse/core'
import { ref, type Ref } from 'vue'
import type { Span } from '../../../core/drawing/stack-layout.ts'

/** Pointer travel that makes a press a drag, in px. */
const threshold = 6

export interface StageDrag {
  /** Index before which the dragged stages would go; null when they would stay, or nothing is dragged. */
  readonly dropAt: Ref<number | null>
  /** From left to right in the drawing; null while nothing is dragged across. */
  readonly band: Ref<{ readonly x0: number; readonly x1: number } | null>
  /** Whether the click that follows belongs to a drag. */
  justDragged(): boolean
}

export interface DragActions {
  spans(): readonly Span[]
  /** The stages that go with the one that is pressed. */
  together(stage: number): readonly number[]
  move(stages: readonly number[], before: number): void
  chooseStages(stages: readonly number[]): void
}

interface Press {
  /** Null between the stages. */
  readonly stage: number | null
  readonly x: number
  /** Left edge of the drawing, in the window. */
  readonly left: number
}

export function useStageDrag(drawing: Ref<SVGElement | null>, { spans, together, move, chooseStages }: DragActions): StageDrag {
  const dropAt = ref<number | null>(null)
  const band = ref<{ x0: number; x1: number } | null>(null)
  let pressed: Press | null = null
  let dragged = false

  function end(): void {
    pressed = null
    dropAt.value = null
    band.value = null
  }

  useEventListener(window, 'pointerdown', (event) => {
    dragged = false
    if (event.button !== 0 || !(event.target instanceof Element) || !drawing.value?.contains(event.target)) return
    const node = event.target.closest('[data-node]')
    const stage = Number(node?.getAttribute('data-node')?.split('.')[0])
    if (node && !Number.isInteger(stage)) return
    const content = drawing.value.querySelector('g')?.getCTM()
    const left = drawing.value.getBoundingClientRect().left + (content?.e ?? 0)
    pressed = { stage: node ? stage : null, x: event.clientX, left }
  })

  useEventListener(window, 'pointermove', (event) => {
    if (!pressed) return
    if (!dragged && Math.abs(event.clientX - pressed.x) < threshold) return
    dragged = true
    const { stage, x, left } = pressed
    if (stage === null) {
      const [x0, x1] = [x - left, event.clientX - left].sort((a, b) => a - b)
      band.value = { x0: x0 ?? 0, x1: x1 ?? 0 }
    } else {
      const at = placeAt(spans(), event.clientX - left)
      dropAt.value = staysAt(together(stage), at) ? null : at
    }
  })

  useEventListener(window, 'pointerup', () => {
    const stage = pressed?.stage ?? null
    const at = dropAt.value
    const across = band.value
    end()
    if (stage !== null && at !== null) move(together(stage), at)
    if (across) chooseStages(stagesAcross(spans(), across))
  })
  useEventListener(window, 'pointercancel', end)

  return {
    dropAt,
    band,
    justDragged() {
      const was = dragged
      dragged = false
      return was
    },
  }
}

/** Whether stages that stand side by side already would stay where they are. */
function staysAt(stages: readonly number[], before: number): boolean {
  const first = stages[0] ?? 0
  const sideBySide = stages.every((stage, index) => stage === first + index)
  return sideBySide && before >= first && before <= first + stages.length
}

export function stagesAcross(spans: readonly Span[], { x0, x1 }: { readonly x0: number; readonly x1: number }): number[] {
  return spans.flatMap((span) => (typeof span.part === 'number' && span.x1 >= x0 && span.x0 <= x1 ? [span.part] : []))
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
