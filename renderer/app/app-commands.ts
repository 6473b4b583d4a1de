/** Commands of the window itself: views, theme; and the library's designs and runs for the palette. */
import { formatCount, formatErrorNumber } from '../format.ts'
import { useRunsStore } from '../stores/runs.ts'
import { tabs } from '../views.ts'
import type { Command } from './command.ts'
import { useCommands } from './commands.ts'
import { providePaletteItems } from './palette.ts'
import { navigate } from './route.ts'
import { useTheme, type ThemeChoice } from './theme.ts'

const themes: readonly { choice: ThemeChoice; title: string }[] = [
  { choice: 'system', title: 'Light or dark as the system' },
  { choice: 'light', title: 'Light' },
  { choice: 'dark', title: 'Dark' },
]

export function useAppCommands(): void {
  const theme = useTheme()
  const runs = useRunsStore()

  const views: Command[] = tabs.map((tab, index) => ({
    id: `view.${tab.view}`,
    title: () => `Go to ${tab.title}`,
    keys: `Mod+${index + 1}`,
    run: () => navigate({ view: tab.view }),
  }))
  const themeCommands: Command[] = themes.map(({ choice, title }) => ({
    id: `theme.${choice}`,
    title: () => `Theme: ${title}`,
    also: 'appearance colours night',
    off: () => (theme.choice.value === choice ? 'in use' : null),
    run: () => {
      theme.choice.value = choice
    },
  }))
  useCommands([...views, ...themeCommands])

  providePaletteItems(() =>
    (runs.runs ?? []).map((run) => ({
      id: run.record.id,
      group: 'Runs',
      title: run.record.name,
      also: `${run.record.architecture.name} ${run.status.kind}`,
      detail:
        run.testError === null
          ? `${run.status.kind}, ${formatCount(run.record.totalSteps)} steps`
          : `${run.status.kind}, test error ${formatErrorNumber(run.testError)} %`,
      run: () => navigate({ view: 'run', id: run.record.id }),
    })),
  )
}
