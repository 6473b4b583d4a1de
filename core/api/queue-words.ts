/** What is said of the queue, the same in the window and on the command line. */
import type { QueueEntry, QueueState } from './contract/queue.ts'
import type { StudyDetail } from './contract/studies.ts'
import type { Hindrance } from '../study/state.ts'
import type { Want } from '../store/run.ts'
import { bytesText } from '../text/bytes-text.ts'
import { durationText } from '../text/duration-text.ts'

/** What several runs at once cost: time of each, and memory of those that would train. */
export function priceText({ atOnce, atWork, waiting, memoryBytes, mostAtOnce }: QueueState): string {
  if (atOnce === 1) return 'One run at a time has all processors, and the next begins when it has ended.'
  const each = `${atOnce} at once share ${mostAtOnce === 1 ? 'one processor' : `${mostAtOnce} processors`}: each takes up to ${atOnce} times as long, and there is more to be seen at once.`
  const together = [...atWork, ...waiting].slice(0, atOnce).map((entry) => entry.memoryBytes)
  if (together.length === 0) return each
  if (together.includes(null))
    return `${each} What they take of memory is not known for all of them: those train one after the other.`
  const taken = together.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0)
  return `${each} They take ${bytesText(taken)} of ${bytesText(memoryBytes)} of memory.`
}

/** Why each run waits that follows another which does not finish by itself. */
export function heldBack({ waiting }: QueueState): { readonly name: string; readonly want: Want }[] {
  return waiting.flatMap((entry) => {
    const want = wantOf(entry)
    return want?.code === 'after-held' ? [{ name: entry.name, want }] : []
  })
}

/** What keeps the first run that follows no other; null where nothing does. */
export function keptBack({ waiting }: Pick<QueueState, 'waiting'>): Want | null {
  const wants = waiting.map(wantOf)
  return wants.find((want) => want === null || !followsOther(want)) ?? null
}

/** What keeps a study that goes on from beginning its next run, beside the runs before it; null where nothing does. */
export function keepsStudy(
  { cells, state, hindered }: Pick<StudyDetail, 'cells' | 'state' | 'hindered'>,
  { waiting }: Pick<QueueState, 'waiting'>,
): Hindrance | null {
  if (state.kind !== 'going') return null
  const own = new Set(cells.flatMap(({ run }) => run?.record.id ?? []))
  return hindered ?? keptBack({ waiting: waiting.filter(({ id }) => own.has(id)) })
}

/** Why a run waits, beside those before it; null where nothing else keeps it. */
export function wantOf({ status }: Pick<QueueEntry, 'status'>): Want | null {
  return status.kind === 'queued' ? (status.waits ?? null) : null
}

const followsOther = ({ code }: Want): boolean => code === 'after-run' || code === 'after-held'

/** How long all take one after the other; null where that of one is not known, or nothing is to be done. Sharing processors, they take no less. */
export function remainingOfAll({ atWork, waiting }: QueueState): number | null {
  const each = [...atWork, ...waiting].map(({ remainingMs }) => remainingMs)
  if (each.length === 0 || each.includes(null)) return null
  return each.reduce<number>((sum, milliseconds) => sum + (milliseconds ?? 0), 0)
}

export function remainingText(state: QueueState): string {
  if (state.atWork.length + state.waiting.length === 0) return 'Nothing trains and nothing waits.'
  const all = remainingOfAll(state)
  return all === null ? 'How long all of them take is not known.' : `All of them take about ${durationText(all)}.`
}
