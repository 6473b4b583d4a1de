/** The queue: its first run begins once nothing else trains, nobody else is at work on it, and nothing that it needs is missing. */
import type { LibraryRuns } from '../store/library-runs.ts'
import type { Want } from '../store/run.ts'
import { hasTrainer } from './trainer-link.ts'

export interface QueueOptions {
  readonly ledger: Pick<LibraryRuns, 'folder' | 'queued' | 'join'>
  /** Whether a run is at work. */
  isTraining(): boolean
  /** Why a run cannot begin now; null when it can. */
  wants(id: string): Want | null
  /** Starts the trainer of a run. */
  begin(id: string): void
  /** Finds the trainer that is at work on a run, though it is queued. */
  find(id: string): void
  /** What a queued run waits for changed. */
  changed(id: string): void
}

export interface Queue {
  /** Starts the first run when none is at work; called after queueing, and when a run has ended. */
  startNext(): void
  /** Starts nothing more. */
  hold(): void
  readonly isHeld: boolean
  /** Why the first run is not begun, though nothing is at work; null when nothing keeps it. */
  readonly waits: Want | null
}

/** How soon a trainer that has told its end has left. */
const betweenLeavingLooksMs = 200

/** How often it is looked whether there is room by now. */
const betweenRoomLooksMs = 2000

export function createQueue({ ledger, isTraining, wants, begin, find, changed }: QueueOptions): Queue {
  let held = false
  let waits: Want | null = null
  let roomTimer: ReturnType<typeof setTimeout> | null = null

  const startNext = (): void => {
    const [id] = ledger.queued()
    if (held || isTraining() || id === undefined) return
    if (hasTrainer(ledger.folder(id))) {
      if (ledger.join(id)) find(id)
      else setTimeout(startNext, betweenLeavingLooksMs)
      return
    }
    const want = wants(id)
    if (want?.reason !== waits?.reason) {
      waits = want
      for (const queued of ledger.queued()) changed(queued)
    }
    if (want === null) begin(id)
    else
      roomTimer ??= setTimeout(() => {
        roomTimer = null
        startNext()
      }, betweenRoomLooksMs)
  }

  return {
    startNext,
    hold() {
      held = true
    },
    get isHeld() {
      return held
    },
    get waits() {
      return waits
    },
  }
}
