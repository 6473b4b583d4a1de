/** Designs of the library: what the editor saves as it goes. */
import type { LabHandlers } from '../api/server.ts'
import type { Library } from '../store/library.ts'
import { createSignal, type Signal } from './signal.ts'
import { viewOf } from './views.ts'

export interface DesignService {
  readonly calls: Pick<LabHandlers['calls'], 'designs.save'>
  readonly streams: Pick<LabHandlers['streams'], 'designs'>
  readonly changed: Signal<void>
}

export function createDesignService({ designs }: Pick<Library, 'designs'>): DesignService {
  const changed = createSignal()
  return {
    calls: {
      'designs.save'({ id, architecture, basedOn, variant }) {
        const saved = designs.save(id, architecture, basedOn, variant)
        changed.emit()
        return saved
      },
    },
    streams: {
      designs: (_parameters, viewChanged) => viewOf(() => designs.list(), changed.watch(viewChanged)),
    },
    changed,
  }
}
