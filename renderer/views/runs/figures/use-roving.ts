/** Many marks, one stop of the Tab key: arrow keys go on from there, Home and End to the first and last. */
import { ref, type Ref } from 'vue'

export interface Roving {
  /** Place of the mark that Tab comes to. */
  readonly current: Ref<number>
  tabindex(place: number): 0 | -1
  /** For the keydown of the element that holds them; each mark has `data-mark`. */
  move(event: KeyboardEvent): void
}

const by: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
  Home: -Infinity,
  End: Infinity,
}

export function useRoving(count: () => number): Roving {
  const current = ref(0)
  const kept = (): number => Math.min(current.value, Math.max(0, count() - 1))
  return {
    current,
    tabindex: (place) => (place === kept() ? 0 : -1),
    move(event) {
      const step = by[event.key]
      if (step === undefined || count() === 0 || !(event.currentTarget instanceof Element)) return
      event.preventDefault()
      current.value = Math.max(0, Math.min(count() - 1, kept() + step))
      event.currentTarget.querySelectorAll<SVGElement | HTMLElement>('[data-mark]')[current.value]?.focus()
    },
  }
}
