/** Checkpoints and attempts in words. */
import type { Checkpoint, RunAttempt } from '../../../core/store/run.ts'

/** `last, best`: why a checkpoint is kept. Only the newest is the last one; others of the newest few are recent. */
export function keptText({ kept }: Checkpoint, isNewest: boolean): string {
  const words = { last: isNewest ? 'last' : 'recent', best: 'best', archive: 'archived' } as const
  return kept.map((why) => words[why]).join(', ') || 'to be removed'
}

const outcomes: Readonly<Record<RunAttempt['outcome'], string>> = {
  finished: 'finished',
  paused: 'paused',
  stopped: 'stopped',
  diverged: 'diverged',
  killed: 'ended without a word',
  unfinished: 'no end known',
  running: 'at work',
}

export function outcomeText({ outcome }: RunAttempt): string {
  return outcomes[outcome]
}
