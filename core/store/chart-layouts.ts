/** Which charts stand in a view, as a person arranged them. What is in an arrangement is not looked at here. */
import type { LibraryDatabase } from './library-database.ts'

export interface ChartLayouts {
  /** Of each place that is not as usual. */
  all(): { readonly place: string; readonly charts: unknown }[]
  /** On the disk when it returns; null puts the place back to what is usual. */
  arrange(place: string, charts: unknown): void
}

export function openChartLayouts({ connection, change }: LibraryDatabase): ChartLayouts {
  const list = connection.prepare<[], { place: string; charts: string }>('SELECT place, charts FROM chart_layouts')
  const save = connection.prepare('INSERT OR REPLACE INTO chart_layouts (place, charts) VALUES (?, ?)')
  const remove = connection.prepare('DELETE FROM chart_layouts WHERE place = ?')
  return {
    all: () => list.all().map(({ place, charts }) => ({ place, charts: JSON.parse(charts) as unknown })),
    arrange(place, charts) {
      change(() => (charts === null ? remove.run(place) : save.run(place, JSON.stringify(charts))))
    },
  }
}
