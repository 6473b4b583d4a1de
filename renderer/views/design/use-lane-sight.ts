/** The lane in sight: what was unfolded is scrolled to, and a layer under the keys too. The drawing above moves no further than it must. */
import { useMediaQuery, useScroll } from '@vueuse/core'
import { nextTick, type Ref } from 'vue'

export interface LaneSight {
  /** How far the lane is scrolled to the right, in px: its captions stay. */
  readonly from: Ref<number>
  reveal(): Promise<void>
  revealLayer(layer: Element): void
}

/** Between a layer and the edge that it is scrolled in from, in px. */
const margin = 12

/** `gutter` is the px at the lane's left that its captions cover. */
export function useLaneSight(canvas: Ref<HTMLElement | null>, lane: Ref<HTMLElement | null>, gutter: () => number): LaneSight {
  const { x: from } = useScroll(lane)
  const still = useMediaQuery('(prefers-reduced-motion: reduce)')

  /** How far down the canvas must be scrolled for the box to be in it; its top counts most. */
  function down({ top, bottom }: DOMRect): number {
    if (!canvas.value) return 0
    const upper = canvas.value.getBoundingClientRect().top
    const lower = upper + canvas.value.clientHeight
    return bottom > lower ? Math.min(bottom - lower, top - upper) : Math.min(0, top - upper)
  }

  return {
    from,
    async reveal() {
      await nextTick()
      if (!lane.value) return
      const top = down(lane.value.getBoundingClientRect())
      if (top !== 0) canvas.value?.scrollBy({ top, behavior: still.value ? 'auto' : 'smooth' })
    },
    revealLayer(layer) {
      const box = layer.getBoundingClientRect()
      if (!lane.value || !canvas.value) return
      const { left } = lane.value.getBoundingClientRect()
      const [first, last] = [left + gutter() + margin, left + lane.value.clientWidth - margin]
      if (box.right > last) lane.value.scrollLeft += box.right - last
      else if (box.left < first) lane.value.scrollLeft -= first - box.left
      canvas.value.scrollTop += down(box)
    },
  }
}
