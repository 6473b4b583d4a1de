/** Designs of the library, what the editor saves as it goes, and their saved versions. */
import type { LabHandlers } from '../api/server.ts'
import type { Library } from '../store/library.ts'
import { createSignal, type Signal } from './signal.ts'
import { viewOf } from './views.ts'

export interface DesignService {
  readonly calls: Pick<LabHandlers['calls'], 'designs.save' | 'designs.history' | 'versions.save' | 'versions.rename'>
  readonly streams: Pick<LabHandlers['streams'], 'designs' | 'versions'>
  readonly changed: Signal<void>
  readonly versionsChanged: Signal<void>
}

export function createDesignService({ designs, versions }: Pick<Library, 'designs' | 'versions'>): DesignService {
  const changed = createSignal()
  const versionsChanged = createSignal()
  return {
    calls: {
      'designs.save'({ id, architecture, basedOn, variant, history }) {
        const saved = designs.save(id, architecture, basedOn, variant, history)
        changed.emit()
        return saved
      },
      'designs.history': ({ id }) => designs.history(id),
      'versions.save'({ design, name, architecture }) {
        const { id } = versions.save(design, name, architecture)
        versionsChanged.emit()
        return { id }
      },
      'versions.rename'({ id, name }) {
        versions.rename(id, name)
        versionsChanged.emit()
        return null
      },
    },
    streams: {
      designs: (_parameters, viewChanged) => viewOf(() => designs.list(), changed.watch(viewChanged)),
      versions: ({ design }, viewChanged) => viewOf(() => versions.list(design), versionsChanged.watch(viewChanged)),
    },
    changed,
    versionsChanged,
  }
}
