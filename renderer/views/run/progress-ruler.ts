/** The ruler of a run's progress: its unit, its end, and how far the run is on it. */
import type { RunSummary } from '../../../core/store/run.ts'
import { stepsDone } from '../../../core/compare/steps-done.ts'
import { wallMs } from '../../../core/compare/wall-time.ts'
import { formatCount, formatDuration, formatTime } from '../../format.ts'

/** Steps in one unit of the ruler: an epoch where there are four or more, else one step. */
export function rulerUnit(totalSteps: number, epochSteps: number): number {
  return totalSteps / epochSteps >= 4 ? epochSteps : 1
}

/** The name of the ruler's end: `164`, `163.7` where the last epoch is not whole, `400` in steps. */
export function rulerEnd(totalSteps: number, unit: number): string {
  const units = totalSteps / unit
  return Number.isInteger(units) ? formatCount(units) : units.toFixed(1)
}

/** `, epoch 100.4 of 163.7`; of a run of few epochs `, epoch 0.26 of 1.02`; nothing of one that is not half an epoch. */
export function epochText(done: number, totalSteps: number, epochSteps: number): string {
  const total = totalSteps / epochSteps
  if (total < 0.5) return ''
  const digits = total < 10 ? 2 : 1
  return `, epoch ${(done / epochSteps).toFixed(digits)} of ${Number.isInteger(total) ? total : total.toFixed(digits)}`
}

export interface Ending {
  readonly strong: string
  readonly rest: string
  /** Left out where there is little room. */
  readonly also: string
}

/** When a run will end, or how long it took: `4 h 00 min left, ends about 21:43`. */
export function endingOf(run: RunSummary): Ending {
  const { remainingMs, status, endedAt, trainedMs } = run
  const wall = wallMs(run, Date.now())
  const only = (rest: string): Ending => ({ strong: '', rest, also: '' })
  switch (status.kind) {
    case 'running':
      if (status.silent) return only(`silent since ${formatTime(status.silent.since)}`)
      if (remainingMs === null) return only('time left not yet known')
      return { strong: formatDuration(remainingMs), rest: ' left', also: `, ends about ${formatTime(Date.now() + remainingMs)}` }
    case 'queued':
      if (status.waits?.code === 'read-only') return only('is not begun here: the library is only shown')
      return only(
        stepsDone(run) === 0
          ? 'starts by itself when the runs before it have ended'
          : `goes on from step ${formatCount(stepsDone(run))} by itself when the runs before it have ended`,
      )
    case 'elsewhere':
      return only('trained by another program')
    case 'unfinished':
      return only('whether it trains elsewhere is not known here')
    case 'paused':
      return only('takes no memory; goes on when it is resumed')
    case 'finished':
    case 'stopped':
    case 'pruned':
    case 'crashed':
    case 'diverged':
      if (wall === null || endedAt === null || trainedMs === null) return only('')
      return {
        strong: formatDuration(trainedMs),
        rest: ' of training',
        also: `${apartText(wall, trainedMs)}, ended at ${formatTime(endedAt)}`,
      }
  }
}

/** `, 3 h 02 min from start to end`: where it lay still in between. */
function apartText(wall: number, trainedMs: number): string {
  const text = formatDuration(wall)
  return text === formatDuration(trainedMs) ? '' : `, ${text} from start to end`
}
