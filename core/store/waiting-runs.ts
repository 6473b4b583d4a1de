/** Summaries of the runs that wait. Nothing happens in their folders but what a person does, so each is made anew only when its folder changed. */
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { checkpointFolder } from './checkpoints.ts'
import type { Place } from './run-summary.ts'
import type { RunSummary } from './run.ts'

export interface WaitingRuns {
  /** The same object for as long as nothing of the run has changed; `make` reads its folder. */
  get(id: string, folder: string, place: Place & { readonly kind: 'queued' }, make: () => RunSummary): RunSummary
  forget(id: string): void
}

export function keepWaitingRuns(): WaitingRuns {
  const known = new Map<string, { readonly stamp: string; readonly summary: RunSummary }>()
  return {
    get(id, folder, place, make) {
      const stamp = stampOf(folder)
      const kept = known.get(id)
      const summary = kept?.stamp === stamp ? placed(kept.summary, place) : make()
      if (summary !== kept?.summary) known.set(id, { stamp, summary })
      return summary
    },
    forget: (id) => void known.delete(id),
  }
}

/** It moves up as those before it begin. */
function placed(summary: RunSummary, { position }: { readonly position: number }): RunSummary {
  const { status } = summary
  return status.kind === 'queued' && status.position !== position ? { ...summary, status: { ...status, position } } : summary
}

/** A folder's time changes when a name in it does: what Stagecraft writes there is written under another name first. */
function stampOf(folder: string): string {
  return [folder, join(folder, checkpointFolder)]
    .map((path) => lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 'none')
    .join(' ')
}
