/** How charts are arranged: which figures, in which order, how high; kept with the library. */
import { z } from 'zod'
import { nothing } from './parameters.ts'

/** Where charts stand: on a run's own page, beside the table of runs. */
export const chartPlaces = ['run', 'comparison'] as const
export type ChartPlace = (typeof chartPlaces)[number]

export const arrangedChart = z.strictObject({
  /** Figure that it draws. One that only a later Stagecraft knows is kept, and not drawn. */
  figure: z.string().min(1).max(100),
  /** Its share of the height, beside those of the others. */
  height: z.number().min(0.25).max(20),
})
export type ArrangedChart = z.infer<typeof arrangedChart>

/** From the top; each figure once. */
export const chartArrangement = z
  .array(arrangedChart)
  .min(1)
  .max(32)
  .refine((charts) => new Set(charts.map(({ figure }) => figure)).size === charts.length, 'each figure is drawn once')
export type ChartArrangement = z.infer<typeof chartArrangement>

export const chartCalls = {
  /** Null: as usual again. */
  'charts.arrange': z.strictObject({ place: z.enum(chartPlaces), charts: chartArrangement.nullable() }),
} satisfies Record<string, z.ZodType>

export interface ChartResults {
  'charts.arrange': null
}

export const chartStreams = {
  chartLayouts: nothing,
} satisfies Record<string, z.ZodType>

export interface ChartValues {
  /** Null where it is as usual. */
  chartLayouts: Readonly<Record<ChartPlace, ChartArrangement | null>>
}
