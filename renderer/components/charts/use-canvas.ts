/** An ECharts canvas in an element: made when there is one, drawn at most once a frame, disposed of with its component. */
import type { ECharts } from 'echarts/core'
import { onBeforeUnmount, onMounted, watch, type ComputedRef, type ShallowRef } from 'vue'
import { useTheme } from '../../app/theme.ts'
import { initChart } from './echarts.ts'
import type { ChartLayout } from './chart-layout.ts'
import { curveOption, type Colours } from './option.ts'

export function useCanvas(
  element: Readonly<ShallowRef<HTMLElement | null>>,
  layout: ComputedRef<ChartLayout>,
  raised: () => string | null,
): void {
  const { shown } = useTheme()
  let chart: ECharts | null = null
  let frame: number | null = null

  function draw(): void {
    frame = null
    const { width, height } = layout.value
    if (!chart || width <= 0 || height <= 0) return
    if (chart.getWidth() !== width || chart.getHeight() !== height) chart.resize({ width, height })
    chart.setOption(curveOption(layout.value, themeColours(), raised()), { notMerge: true, silent: true })
  }
  function schedule(): void {
    frame ??= requestAnimationFrame(draw)
  }

  watch([layout, shown, raised], schedule)
  onMounted(() => {
    if (element.value) chart = initChart(element.value)
    schedule()
  })
  onBeforeUnmount(() => {
    if (frame !== null) cancelAnimationFrame(frame)
    chart?.dispose()
    chart = null
  })
}

/** Colours of the theme in use, each read once a drawing. */
function themeColours(): Colours {
  const style = getComputedStyle(document.documentElement)
  const known = new Map<string, string>()
  return (variable) => {
    const colour = known.get(variable) ?? style.getPropertyValue(variable).trim()
    known.set(variable, colour)
    return colour
  }
}
