/** How curves are looked at, the same in every view and kept: x, smoothing, logarithmic y. */
import { useStorage } from '@vueuse/core'
import { computed, type ComputedRef, type Ref } from 'vue'

export type XUnit = 'step' | 'epoch'

/** The slider's ends; its position stands for how many steps the average reaches back, not for the weight itself. */
export const sliderMax = 100

const xUnit = useStorage<XUnit>('stagecraft.chart-x', 'step')
const slider = useStorage<number>('stagecraft.smoothing', 33)
const logarithmic = useStorage<boolean>('stagecraft.chart-log', false)

/** Weight of the past for a position of the slider: 0 at its start, 0.9 at a third, 0.99 at two thirds, 0.999 at its end. */
function smoothingWeight(position: number): number {
  const weight = 1 - 10 ** ((-3 * Math.min(sliderMax, Math.max(0, position))) / sliderMax)
  return Math.min(0.999, Number(weight.toFixed(weight < 0.9 ? 2 : 3)))
}

export interface ChartPreferences {
  readonly xUnit: Ref<XUnit>
  /** Position of the smoothing slider, 0 to 100. */
  readonly slider: Ref<number>
  readonly smoothing: ComputedRef<number>
  readonly logarithmic: Ref<boolean>
  /** Moves the slider by a key's worth. */
  smoothBy(direction: number): void
}

const smoothing = computed(() => smoothingWeight(slider.value))

export function useChartPreferences(): ChartPreferences {
  return {
    xUnit,
    slider,
    smoothing,
    logarithmic,
    smoothBy(direction) {
      slider.value = Math.min(sliderMax, Math.max(0, slider.value + direction * 5))
    },
  }
}
