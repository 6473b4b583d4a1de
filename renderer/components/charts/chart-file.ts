/** A chart as a picture on the clipboard or as a file: SVG, PNG at twice the size, or a table of what is drawn. */
import { fileName, saveFile } from '../../save-file.ts'
import { copyPicture, pictureFile, type Picture } from '../picture/picture-file.ts'
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

export const chartFormats = ['svg', 'png', 'csv'] as const
export type ChartFormat = (typeof chartFormats)[number]

/** As menus tell them. */
export const formatWords: Readonly<Record<ChartFormat, string>> = {
  svg: 'SVG',
  png: 'PNG, twice the size',
  csv: 'CSV of what is drawn',
}

export async function saveChart(shown: ShownChart, format: ChartFormat): Promise<void> {
  saveFile(await contentsOf(shown, format), fileName(shown.label, `.${format}`))
}

/** Throws what the clipboard throws where it takes no pictures. */
export async function copyChart(shown: ShownChart): Promise<void> {
  await copyPicture(pictureOf(shown))
}

async function contentsOf(shown: ShownChart, format: ChartFormat): Promise<Blob> {
  if (format !== 'csv') return pictureFile(pictureOf(shown), format)
  const { layout, xTitle } = shown
  const panels = layout.plots.map(({ panel }) => panel)
  return new Blob([chartCsv({ panels, range: layout.x, xTitle })], { type: 'text/csv' })
}

function pictureOf(shown: ShownChart): Picture {
  return { component: ChartPicture, props: { shown }, title: shown.label, words: shown.words }
}
