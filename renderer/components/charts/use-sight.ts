/** The range of x in sight and the cursor, as a pointer or keys move them: dragging zooms, with Shift it moves the range; a click pins the cursor. */
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { Range } from './chart.ts'
import { xAtPixel, type ChartLayout } from './chart-layout.ts'
import { clampRange, onLogAxis, panned, zoomed } from './range.ts'

export interface SightOptions {
  /** Of the element that the layout is drawn in. */
  left(): number
  readonly layout: ComputedRef<ChartLayout>
  readonly extent: ComputedRef<Range>
  readonly shown: ComputedRef<Range>
  readonly logX: ComputedRef<boolean>
  readonly cursor: ComputedRef<number | null>
  /** The last x that has happened. */
  readonly latest: ComputedRef<number>
  setRange(range: Range | null): void
  setCursor(cursor: number | null): void
}

/** Drags that are shorter are clicks, in pixels. */
const shortestDrag = 5

export function useSight({ left, layout, extent, shown, logX, cursor, latest, setRange, setCursor }: SightOptions) {
  /** A pinned cursor stays when the pointer leaves. */
  const pinned: Ref<number | null> = ref(null)
  const dragged: Ref<Range | null> = ref(null)
  let drag: { readonly kind: 'zoom' | 'pan'; readonly x: number; readonly pixel: number; moved: boolean } | null = null

  const inSight = (x: number): number => Math.min(shown.value.to, Math.max(shown.value.from, x))
  const happened = (x: number): number => Math.min(latest.value, inSight(x))
  const pixelOf = (event: MouseEvent): number => event.clientX - left()
  const xAt = (event: MouseEvent): number => xAtPixel(layout.value, pixelOf(event))
  function act(on: (range: Range, all: Range, at: (x: number) => number) => Range | null): void {
    const range = shown.value
    if (extent.value.to <= extent.value.from) return
    setRange(logX.value ? onLogAxis(range, extent.value, on) : on(range, extent.value, (x) => x))
  }
  const pan = (share: number): void => act((range, all) => panned(range, share, all))
  const zoom = (factor: number, around: number): void => act((range, all, at) => zoomed(range, factor, at(around), all))

  return {
    pinned: computed(() => pinned.value !== null),
    dragged,
    pan,
    zoomAtCursor: (factor: number) => zoom(factor, inSight(cursor.value ?? latest.value)),
    reset: () => setRange(null),
    pressed(event: PointerEvent): void {
      if (event.button !== 0) return
      drag = { kind: event.shiftKey ? 'pan' : 'zoom', x: inSight(xAt(event)), pixel: pixelOf(event), moved: false }
      if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId)
    },
    moved(event: PointerEvent): void {
      const x = xAt(event)
      setCursor(happened(x))
      if (drag === null) return
      const pixels = pixelOf(event) - drag.pixel
      if (Math.abs(pixels) > shortestDrag) drag.moved = true
      if (drag.kind === 'pan') {
        if (drag.moved) pan(-pixels / (layout.value.right - layout.value.left))
        if (drag.moved) drag = { ...drag, pixel: pixelOf(event) }
        return
      }
      dragged.value = drag.moved ? { from: Math.min(drag.x, inSight(x)), to: Math.max(drag.x, inSight(x)) } : null
    },
    released(event: PointerEvent): void {
      if (drag === null) return
      if (dragged.value) setRange(clampRange(dragged.value, extent.value))
      else if (!drag.moved) pinned.value = pinned.value === null ? happened(xAt(event)) : null
      drag = null
      dragged.value = null
    },
    left(): void {
      if (drag === null) setCursor(pinned.value)
    },
    wheeled(event: WheelEvent): void {
      const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
      const by = sideways ? event.deltaX || event.deltaY : event.deltaY
      if (sideways) pan(by / 600)
      else zoom(1.0015 ** by, inSight(xAt(event)))
    },
    /** By hundredths of what is in sight. */
    moveCursor(by: number): void {
      const { left: from, right: to } = layout.value
      const at = cursor.value ?? latest.value
      const scale = logX.value ? Math.log10 : (x: number): number => x
      const span = scale(shown.value.to) - scale(shown.value.from)
      const pixel = from + ((scale(inSight(at)) - scale(shown.value.from)) / span + by / 100) * (to - from)
      pinned.value = happened(xAtPixel(layout.value, pixel))
      setCursor(pinned.value)
    },
    letGo(): void {
      pinned.value = null
      setCursor(null)
    },
  }
}
