/** Commands of the window itself: its views and its theme. */
import { tabs } from '../views.ts'
import type { Command } from './command-registry.ts'
import { useCommands } from './commands.ts'
import { navigate } from './route.ts'
import { useDeletions } from '../stores/deletions.ts'
import { useChartLayouts } from '../stores/chart-layouts.ts'
import { useRemarks } from '../stores/remarks.ts'
import { useStudiesStore } from '../stores/studies.ts'
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
  const remarks = useRemarks()
  const layouts = useChartLayouts()
  const studies = useStudiesStore()
  /** The latest of a deletion, of something said of runs, of a change of the charts, and of a study removed. */
  const last = (): { readonly what: string; undo(): Promise<void> } | null => {
    const deleted = deletions.newest && { ...deletions.newest, what: `delete ${deletions.newest.what}` }
    const done = [deleted, remarks.newest, layouts.newest, studies.newest].filter((one) => one !== null)
    return done.sort((one, other) => one.time - other.time).at(-1) ?? null
  }
  const undo: Command = {
    id: 'undo',
    title: () => ['Undo', last()?.what].filter(Boolean).join(': '),
    keys: 'Mod+Z',
    also: 'restore deleted bin',
    off: () => (last() ? null : 'nothing to undo'),
    run: () => void last()?.undo(),
  }
  const redo: Command = {
    id: 'redo',
    title: () => ['Redo', layouts.newestUndone?.what].filter(Boolean).join(': '),
    keys: 'Mod+Shift+Z',
    orKeys: 'Mod+Y',
    off: () => (layouts.newestUndone ? null : 'nothing to redo'),
    run: () => void layouts.newestUndone?.redo(),
  }
  const bin: Command = {
    id: 'view.deleted',
    title: () => 'Show what was deleted',
    also: 'bin restore purge empty trash',
    run: () => navigate({ view: 'deleted' }),
  }
  const query: Command = {
    id: 'view.query',
    title: () => 'Ask the library in SQL',
    keys: 'Mod+Shift+K',
    also: 'query select table csv database',
    run: () => navigate({ view: 'query' }),
  }
  useCommands([...views, ...themeCommands, undo, redo, bin, query])
}
