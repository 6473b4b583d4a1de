/** Checkpoints and attempts in words. */
import type { Checkpoint, RunAttempt } from '../../../core/store/run.ts'

/** `last, best`: why a checkpoint is kept. */
export function keptText({ kept }: Checkpoint): string {
  return kept.map((why) => (why === 'archive' ? 'archived' : why)).join(', ') || 'to be removed'
}

const outcomes: Readonly<Record<RunAttempt['outcome'], string>> = {
  finished: 'finished',
  paused: 'paused',
  stopped: 'stopped',
  diverged: 'diverged',
  killed: 'ended without a word',
  running: 'at work',
}

export function outcomeText({ outcome }: RunAttempt): string {
  return outcomes[outcome]
}
