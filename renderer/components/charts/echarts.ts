/** ECharts with only what curves need: lines and ranges on a canvas. Axes, names and the cursor are drawn over it (ChartOverlay). */
import { CustomChart, LineChart, type CustomSeriesOption, type LineSeriesOption } from 'echarts/charts'
import { GridComponent, type GridComponentOption } from 'echarts/components'
import { init, use, type ComposeOption, type ECharts } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([LineChart, CustomChart, GridComponent, CanvasRenderer])

export type CurveOption = ComposeOption<LineSeriesOption | CustomSeriesOption | GridComponentOption>

export function initChart(element: HTMLElement): ECharts {
  return init(element, null, { renderer: 'canvas' })
}
