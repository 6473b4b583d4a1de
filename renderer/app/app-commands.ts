/** Commands of the window itself: its views and its theme. */
import { tabs } from '../views.ts'
import type { Command } from './command-registry.ts'
import { useCommands } from './commands.ts'
import { navigate } from './route.ts'
import { useDeletions } from '../stores/deletions.ts'
import { useTheme, type ThemeChoice } from './theme.ts'

const themes: readonly { choice: ThemeChoice; title: string }[] = [
  { choice: 'system', title: 'Light or dark as the system' },
  { choice: 'light', title: 'Light' },
  { choice: 'dark', title: 'Dark' },
]

export function useAppCommands(): void {
  const theme = useTheme()

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
  const deletions = useDeletions()
  const undo: Command = {
    id: 'undo',
    title: () => `Undo${deletions.newest ? `: delete ${deletions.newest.what}` : ''}`,
    keys: 'Mod+Z',
    also: 'restore deleted bin',
    off: () => (deletions.newest ? null : 'nothing to undo'),
    run: () => void deletions.newest?.undo(),
  }
  const bin: Command = {
    id: 'view.deleted',
    title: () => 'Show what was deleted',
    also: 'bin restore purge empty trash',
    run: () => navigate({ view: 'deleted' }),
  }
  useCommands([...views, ...themeCommands, undo, bin])
}
