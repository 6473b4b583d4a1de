/** The part of the drawing that is in sight: size of the canvas, gutter, and how far it is scrolled. */
import { useElementSize, useMediaQuery, useScroll } from '@vueuse/core'
import { computed, type ComputedRef, type Ref } from 'vue'
import { fitStack, zoomStack, type StackLayout } from '../../../core/drawing/stack-layout.ts'
import type { StackProps } from './stack-view.ts'

/** px of a scroll bar, as base.css has it. */
export const scrollbar = 8
/** px that the strip under the drawing takes, with its line and margins; as in StackMap.vue. */
const stripHeight = 33
/** Room at the right of the drawing, in px. */
const rightMargin = 20
/** Cells this far outside are drawn too, so that scrolling shows no edge; what is drawn changes only once a step of px. */
const ahead = 120
const step = 100

export interface Sight {
  readonly size: ComputedRef<{ readonly width: number; readonly height: number }>
  /** px of the canvas that the window has room for: fewer than `size` in the narrowest. */
  readonly visible: Ref<number>
  readonly narrow: Ref<boolean>
  readonly gutter: ComputedRef<number>
  readonly layout: ComputedRef<StackLayout>
  /** Width of everything, gutter and margin included. */
  readonly contentWidth: ComputedRef<number>
  /** Of the strip under the drawing, while that does not fit. */
  readonly stripWidth: ComputedRef<number>
  /** Left and right end of what is in sight, in the drawing's own coordinates. */
  readonly from: ComputedRef<number>
  readonly to: ComputedRef<number>
  /** The largest `from` there is; 0 where all fits. */
  readonly farthest: ComputedRef<number>
  /** Whether a stretch of the drawing is in sight, or nearly. */
  shows(x0: number, x1: number): boolean
  scrollTo(from: number): void
  /** Scrolls just so far that the stretch is in sight. */
  reveal(x0: number, x1: number): void
}

/** `around` holds the canvas, which scrolls, and the strip under it. */
export function useSight(around: Ref<HTMLElement | null>, canvas: Ref<HTMLElement | null>, props: StackProps): Sight {
  const { width } = useElementSize(canvas)
  const { height } = useElementSize(around)
  const scroll = useScroll(canvas)
  const narrow = useMediaQuery('(max-width: 1199px)')
  const gutter = computed(() => (narrow.value ? 100 : 104))
  const wide = computed(() => Math.max(640, width.value))
  const room = computed(() => wide.value - gutter.value - rightMargin)
  const layout = computed(() =>
    props.zoom === null ? fitStack(props.model, room.value, props.folding) : zoomStack(props.model, props.zoom, props.folding),
  )
  const contentWidth = computed(() => Math.max(wide.value, layout.value.width + gutter.value + rightMargin))
  const farthest = computed(() => Math.max(0, contentWidth.value - wide.value))
  // Known before the strip is there: else the drawing would be made for a canvas that is higher, and at once again.
  const high = computed(() => height.value - (farthest.value > 0 ? stripHeight + scrollbar : 0))
  const size = computed(() => ({ width: wide.value, height: Math.max(360, high.value) }))
  const from = computed(() => Math.max(0, Math.min(scroll.x.value, farthest.value)))
  const near = computed(() => Math.floor(from.value / step) * step)
  const to = computed(() => from.value + room.value)

  return {
    size,
    visible: width,
    narrow,
    gutter,
    layout,
    contentWidth,
    stripWidth: computed(() => Math.max(0, width.value - gutter.value - rightMargin)),
    from,
    to,
    farthest,
    shows: (x0, x1) => x1 > near.value - ahead && x0 < near.value + step + room.value + ahead,
    scrollTo(x) {
      scroll.x.value = Math.max(0, Math.min(x, farthest.value))
    },
    reveal(x0, x1) {
      if (x0 < from.value) scroll.x.value = Math.max(0, x0 - 40)
      else if (x1 > to.value) scroll.x.value = Math.min(x0, x1 - room.value + 40)
    },
  }
}
