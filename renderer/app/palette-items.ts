/** What the palette finds beside actions, in whatever view: saved designs, presets and runs. */
import type { Architecture } from '../../core/architecture/architecture.ts'
import { formatCount, formatErrorNumber } from '../format.ts'
import { useDesignsStore } from '../stores/designs.ts'
import { useDocument } from '../stores/document.ts'
import { useRunsStore } from '../stores/runs.ts'
import { useStudiesStore } from '../stores/studies.ts'
import { studyStateText } from '../../core/study/state.ts'
import { countsOf } from '../../core/architecture/counts.ts'
import { designWords } from '../../core/architecture/design-words.ts'
import { providePaletteItems } from './palette.ts'
import { navigate } from './route.ts'

function parametersText(architecture: Architecture): string {
  const counts = countsOf(architecture)
  return counts ? `${formatCount(counts.parameters)} parameters` : 'has an error'
}

export function useLibraryItems(): void {
  const designs = useDesignsStore()
  const document = useDocument()
  const runs = useRunsStore()
  const studies = useStudiesStore()

  const show = (open: () => void): void => {
    open()
    navigate({ view: 'design' })
  }

  providePaletteItems(() =>
    (designs.designs ?? []).map(({ id, architecture }) => ({
      id,
      group: 'Designs',
      title: architecture.name,
      words: () => designWords(architecture),
      detail: parametersText(architecture),
      run: () => show(() => document.openDesign(id)),
    })),
  )
  providePaletteItems(() =>
    designs.presets.map(({ id, architecture, family, paper }) => ({
      id,
      group: 'Presets',
      title: architecture.name,
      also: `${id} ${family} ${paper.cited} ${paper.title}`,
      words: () => designWords(architecture),
      detail: parametersText(architecture),
      run: () => show(() => document.openPreset(id)),
    })),
  )
  providePaletteItems(() =>
    (studies.studies ?? []).map(({ id, name, question, state, counts }) => ({
      id,
      group: 'Studies',
      title: name,
      also: question,
      detail: studyStateText(state, counts),
      run: () => navigate({ view: 'studies', id }),
    })),
  )
  providePaletteItems(() =>
    studies.templates.map(({ id, name, question, source }) => ({
      id: `study-template.${id}`,
      group: 'Start a study',
      title: name,
      also: `${question} ${source}`,
      detail: question,
      run: () => navigate({ view: 'studies', template: id }),
    })),
  )
  providePaletteItems(() =>
    (runs.runs ?? []).map((run) => ({
      id: run.record.id,
      group: 'Runs',
      title: run.record.name,
      also: `${run.record.architecture?.name ?? ''} ${run.status.kind}`,
      detail:
        run.testError === null
          ? `${run.status.kind}, ${formatCount(run.totalSteps)} steps`
          : `${run.status.kind}, test error ${formatErrorNumber(run.testError)} %`,
      run: () => navigate({ view: 'run', id: run.record.id }),
    })),
  )
}
