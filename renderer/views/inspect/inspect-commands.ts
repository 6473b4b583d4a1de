/** The way into trained networks: from the run in view, else from the ticked runs. In every view. */
import { useCommands } from '../../app/commands.ts'
import { navigate, useRunId } from '../../app/route.ts'
import { useCompared } from '../../stores/compared.ts'
import { useRunsStore } from '../../stores/runs.ts'

/** As many runs as figures can tell apart. */
const mostRuns = 16

export function useInspectCommands(): void {
  const compared = useCompared()
  const runs = useRunsStore()
  const inView = useRunId()
  const meant = (): string[] => (inView.value === null ? compared.compared.map(({ record }) => record.id) : [inView.value])

  useCommands([
    {
      id: 'inspect.look',
      title: () => {
        const [only, ...others] = meant()
        if (only === undefined || others.length > 0) return 'Look inside the trained networks of the ticked runs'
        return `Look inside the trained network of ${runs.byId.get(only)?.record.name ?? 'this run'}`
      },
      keys: 'o',
      also: 'inspect analyse responses lesions confusion calibration ensemble errors',
      off: () => {
        const { length } = meant()
        if (length === 0) return 'no run is ticked'
        return length > mostRuns ? `${length} runs are ticked; tick ${mostRuns} at most` : null
      },
      run: () => navigate({ view: 'inspect', runs: meant() }),
    },
  ])
}
