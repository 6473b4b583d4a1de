/** Pictures and tables of what a view of charts shows: of one chart from its menu, of all of them from the palette. */
import { shallowRef, type ShallowRef } from 'vue'
import { useCommands } from '../../app/commands.ts'
import { useToast } from '../../app/toast.ts'
import { chartFormats, copyChart, saveChart, type ChartFormat, type ShownChart } from './chart-file.ts'

export interface ChartFiles {
  /** Why the last picture could not be copied, and what to do; null where it could. */
  readonly failure: ShallowRef<string | null>
  copy(shown: ShownChart): Promise<void>
  save(shown: ShownChart, format: ChartFormat): Promise<void>
}

/** `all` is what is shown; null where nothing is. */
export function useChartFiles(all: () => ShownChart | null): ChartFiles {
  const toast = useToast()
  const failure = shallowRef<string | null>(null)

  async function copy(shown: ShownChart): Promise<void> {
    failure.value = null
    try {
      await copyChart(shown)
      toast.show({ text: 'The picture is on the clipboard' })
    } catch (thrown) {
      failure.value = `The picture could not be copied: ${thrown instanceof Error ? thrown.message : String(thrown)} Save it as PNG instead.`
    }
  }
  const off = (): string | null => (all() === null ? 'no chart is shown' : null)
  const withAll = (use: (shown: ShownChart) => Promise<void>) => (): void => {
    const shown = all()
    if (shown !== null) void use(shown)
  }
  useCommands([
    { id: 'charts.copy', title: () => 'Copy the charts as a picture', also: 'clipboard png figure', off, run: withAll(copy) },
    ...chartFormats.map((format) => ({
      id: `charts.save-${format}`,
      title: () => (format === 'csv' ? 'Save what the charts draw as CSV…' : `Save the charts as ${format.toUpperCase()}…`),
      also: 'export picture image figure table',
      off,
      run: withAll((shown) => saveChart(shown, format)),
    })),
  ])
  return { failure, copy, save: saveChart }
}
