/** How curves are looked at, the same in every view and kept: x, smoothing, logarithmic axes, what the range of y is of. */
import { useStorage } from '@vueuse/core'
import { computed, type ComputedRef, type Ref } from 'vue'
import { smoothings, type Smoothing } from '../../../core/store/curves/smoothings.ts'
import type { XUnit } from './x-axis.ts'

/** The slider's last stop; each is a smoothing that the average is kept for. */
export const lastStop = smoothings.length - 1

/** 0.9: an average over about ten steps. */
const usualStop = smoothings.indexOf(0.9)

const xUnit = useStorage<XUnit>('stagecraft.chart-x', 'step')
const stop = useStorage<number>('stagecraft.smoothing-stop', usualStop)
const logarithmic = useStorage<boolean>('stagecraft.chart-log', false)
const logX = useStorage<boolean>('stagecraft.chart-log-x', false)
const outliers = useStorage<boolean>('stagecraft.chart-outliers', false)

export interface ChartPreferences {
  readonly xUnit: Ref<XUnit>
  /** Stop of the smoothing slider, from 0. */
  readonly stop: Ref<number>
  readonly smoothing: ComputedRef<Smoothing>
  readonly logarithmic: Ref<boolean>
  readonly logX: Ref<boolean>
  /** Whether the wildest values set the range of y, too. */
  readonly outliers: Ref<boolean>
  /** Moves the slider by a stop. */
  smoothBy(direction: number): void
}

const smoothing = computed((): Smoothing => smoothings[stop.value] ?? 0)

export function useChartPreferences(): ChartPreferences {
  return {
    xUnit,
    stop,
    smoothing,
    logarithmic,
    logX,
    outliers,
    smoothBy(direction) {
      stop.value = Math.min(lastStop, Math.max(0, stop.value + direction))
    },
  }
}
