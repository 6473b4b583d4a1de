/** A chart as a picture on the clipboard or as a file: SVG, PNG at twice the size, or a table of what is drawn. */
import { fileName, saveFile } from '../../save-file.ts'
import { drawnAside } from '../picture/drawn-aside.ts'
import { paintSvg, pngOf } from '../picture/svg-canvas.ts'
import { svgFile } from '../picture/svg-file.ts'
import { chartCsv } from './chart-csv.ts'
import type { ChartLayout } from './chart-layout.ts'
import type { Mark } from './chart.ts'
import ChartPicture from './ChartPicture.vue'

export interface ShownChart {
  /** As those are told of it who do not see it; its files are called so. */
  readonly label: string
  readonly layout: ChartLayout
  readonly now: number | null
  readonly cursor: number | null
  readonly marks: readonly Mark[]
  readonly xTitle: string
  readonly formatX: (x: number) => string
  readonly formatTick: (x: number) => string
  /** What the lines are. */
  readonly words: string
}

/** px of a PNG for one of the chart. */
const pngScale = 2

export const chartFormats = ['svg', 'png', 'csv'] as const
export type ChartFormat = (typeof chartFormats)[number]

export async function saveChart(shown: ShownChart, format: ChartFormat): Promise<void> {
  saveFile(await contentsOf(shown, format), fileName(shown.label, `.${format}`))
}

/** Throws what the clipboard throws where it takes no pictures. */
export async function copyChart(shown: ShownChart): Promise<void> {
  const png = await contentsOf(shown, 'png')
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
}

async function contentsOf(shown: ShownChart, format: ChartFormat): Promise<Blob> {
  const { layout, xTitle, label, words } = shown
  if (format === 'csv') {
    const panels = layout.plots.map(({ panel }) => panel)
    return new Blob([chartCsv({ panels, range: layout.x, xTitle })], { type: 'text/csv' })
  }
  return drawnAside(ChartPicture, { shown }, async (svg) =>
    format === 'png' ? pngOf(paintSvg(svg, pngScale)) : new Blob([await svgFile(svg, label, words)], { type: 'image/svg+xml' }),
  )
}
