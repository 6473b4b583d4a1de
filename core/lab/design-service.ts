/** Designs of the library: what the editor saves as it goes. */
import type { LabHandlers } from '../api/server.ts'
import type { Library } from '../store/library.ts'
import { createSignal } from './signal.ts'
import { viewOf } from './views.ts'

type DesignCall = Extract<keyof LabHandlers['calls'], `designs.${string}`>

export interface DesignService {
  readonly calls: Pick<LabHandlers['calls'], DesignCall>
  readonly streams: Pick<LabHandlers['streams'], 'designs'>
}

export function createDesignService({ designs }: Pick<Library, 'designs'>): DesignService {
  const changed = createSignal()
  return {
    calls: {
      'designs.save'({ id, architecture }) {
        const saved = designs.save(id, architecture)
        changed.emit()
        return saved
      },
      'designs.remove'({ id }) {
        designs.remove(id)
        changed.emit()
        return null
      },
      'designs.restore'({ id }) {
        designs.restore(id)
        changed.emit()
        return null
      },
    },
    streams: {
      designs: (_parameters, viewChanged) => viewOf(() => designs.list(), changed.watch(viewChanged)),
    },
  }
}
