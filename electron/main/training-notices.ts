/** What a person is told of training while they look elsewhere: which notices a change of the queue gives, and how far the taskbar shows it. */
import type { QueueState } from '../../core/api/contract/queue.ts'

export interface TrainingNotice {
  /** Of the run that is shown on a click. */
  readonly run: string
  readonly title: string
  readonly body: string
}

/** How far all that is at work is, from 0 to 1; null where nothing is. */
export function partDone({ atWork }: QueueState): number | null {
  const steps = atWork.reduce((sum, { totalSteps }) => sum + totalSteps, 0)
  return steps === 0 ? null : atWork.reduce((sum, { step }) => sum + step, 0) / steps
}

/** Runs that ended between two looks, and those that fell silent. What a person stopped or paused needs no notice. */
export function noticesBetween(before: QueueState, now: QueueState): TrainingNotice[] {
  const seen = before.ended.at(-1)?.number ?? 0
  const ended = now.ended.flatMap(({ number, id, name, status }): TrainingNotice[] => {
    if (number <= seen) return []
    switch (status.kind) {
      case 'finished':
        return [{ run: id, title: `${name} has finished`, body: leftText(now) }]
      case 'crashed':
        return [{ run: id, title: `${name} crashed at step ${status.step}`, body: status.reason }]
      case 'diverged':
        return [{ run: id, title: `${name} diverged at step ${status.step}`, body: status.reason }]
      default:
        return []
    }
  })
  const wasSilent = new Set(before.atWork.filter(isSilent).map(({ id }) => id))
  const silent = now.atWork
    .filter((entry) => isSilent(entry) && !wasSilent.has(entry.id))
    .map(({ id, name }) => ({ run: id, title: `${name} says nothing any more`, body: 'Its page tells why, and what to do.' }))
  return [...ended, ...silent]
}

function isSilent({ status }: QueueState['atWork'][number]): boolean {
  return status.kind === 'running' && status.silent !== undefined
}

function leftText({ atWork, waiting, paused }: QueueState): string {
  const left = atWork.length + waiting.length
  if (left === 0) return 'Nothing else waits.'
  return paused && atWork.length === 0 ? `${left} more wait: the queue is paused.` : `${left} more to go.`
}
