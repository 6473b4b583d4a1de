/** The queue: its first run that follows no other begins once no more than may train at once do, nobody else is at work on it, and nothing that it needs is missing. */
import { isDiskFull } from '../files/failure.ts'
import type { LibraryRuns } from '../store/library-runs.ts'
import type { QueueSettings } from '../store/queue-settings.ts'
import type { Want } from '../store/run.ts'
import { hasTrainer } from './trainer-link.ts'

export interface QueueOptions {
  readonly ledger: Pick<LibraryRuns, 'folder' | 'queued' | 'join'>
  /** What a person asked of the queue. */
  settings(): QueueSettings
  /** Runs that are at work. */
  atWork(): readonly string[]
  /** Why a run may not begin before another has finished; null when nothing of the kind keeps it. Those behind it may. */
  wantsOther(id: string): Want | null
  /** Why a run cannot begin now; null when it can. */
  wants(id: string): Want | null
  /** Why a run cannot begin beside these, which are at work; null when it can. */
  wantsBeside(id: string, others: readonly string[]): Want | null
  /** Why what a run writes at first cannot be written; null when it was. Asked only after a run had ended for a full disk. */
  tryToWrite(id: string): Promise<Want | null>
  /** Starts the trainer of a run. Throws where library.db has no room for it. */
  begin(id: string): void
  /** Finds the trainer that is at work on a run, though it is queued. */
  find(id: string): void
  /** What a queued run waits for changed. */
  changed(id: string): void
}

export interface Queue {
  /** Starts as many of the first runs as may train now; called after queueing, when a run has ended, and when what was asked of the queue changed. */
  startNext(): void
  /** A run has ended for a full disk: what is shown as free is not believed until a trial write succeeds. */
  diskWasFull(): void
  /** Starts nothing more. */
  hold(): void
  readonly isHeld: boolean
  /** Whether something waits that may begin without a person's doing. */
  readonly goesOn: boolean
  /** Why the first run that may is not begun, though another may train; null when nothing keeps it. */
  readonly waits: Want | null
}

const paused: Want = {
  code: 'queue-paused',
  reason: 'The queue is paused: what trains goes on, and nothing more is begun.',
  remedy: 'Let the queue go on.',
}

/** How soon a trainer that has told its end has left. */
const betweenLeavingLooksMs = 200

/** How often it is looked whether there is room by now. */
const betweenRoomLooksMs = 2000

/** A trial that fails writes until the disk is full: it is done less and less often. */
const longestBetweenTrialsMs = 60_000

const untried: Want = {
  code: 'disk-full',
  reason:
    'The disk of the library was full for the run before this one. Whether it takes what this one writes at first is tried.',
  remedy: 'Free space, for example by emptying the bin. The queue goes on by itself once the trial succeeds.',
}

export function createQueue(options: QueueOptions): Queue {
  const { ledger, settings, atWork, wantsOther, wants, wantsBeside, tryToWrite, begin, find, changed } = options
  let held = false
  let waits: Want | null = null
  /** Why the disk is not believed to have the room that it shows. */
  let doubt: Want | null = null
  let betweenLooksMs = betweenRoomLooksMs
  /** A look whether there is room by now is to come, or under way. */
  let looking = false

  /** Why each run that follows another waited at the last look. */
  const toldOther = new Map<string, string>()

  const startNext = (): void => {
    tellFollowers()
    while (startOne());
  }

  const next = (): string | undefined => ledger.queued().find((id) => wantsOther(id) === null)

  const tellFollowers = (): void => {
    for (const id of ledger.queued()) {
      const reason = wantsOther(id)?.reason ?? ''
      if (reason === (toldOther.get(id) ?? '')) continue
      toldOther.set(id, reason)
      changed(id)
    }
  }

  /** Whether a run was begun, so that the next may be looked at. */
  const startOne = (): boolean => {
    const id = next()
    const others = atWork()
    if (held || id === undefined || others.length >= settings().atOnce) return false
    if (hasTrainer(ledger.folder(id))) {
      if (ledger.join(id)) find(id)
      else setTimeout(startNext, betweenLeavingLooksMs)
      return false
    }
    if (settings().paused) return false
    const missing = wants(id) ?? doubt ?? wantsBeside(id, others)
    waitFor(missing)
    if (missing?.code === 'disk-full') lookAgain()
    if (missing !== null) return false
    try {
      begin(id)
      return true
    } catch (thrown) {
      if (!isDiskFull(thrown)) throw thrown
      diskWasFull()
      return true
    }
  }

  const waitFor = (want: Want | null): void => {
    if (want?.reason === waits?.reason) return
    waits = want
    for (const queued of ledger.queued()) changed(queued)
  }

  const diskWasFull = (): void => {
    doubt ??= untried
    betweenLooksMs = betweenRoomLooksMs
  }

  const lookAgain = (): void => {
    if (looking) return
    looking = true
    setTimeout(() => {
      void tryFirst().finally(() => {
        looking = false
        startNext()
      })
    }, betweenLooksMs)
  }

  const tryFirst = async (): Promise<void> => {
    const id = next()
    if (doubt === null || held || settings().paused || id === undefined || wants(id) !== null) return
    doubt = await tryToWrite(id)
    betweenLooksMs = doubt === null ? betweenRoomLooksMs : Math.min(2 * betweenLooksMs, longestBetweenTrialsMs)
  }

  return {
    startNext,
    diskWasFull,
    hold() {
      held = true
    },
    get isHeld() {
      return held
    },
    get goesOn() {
      return !settings().paused && ledger.queued().some((id) => wantsOther(id)?.code !== 'after-held')
    },
    get waits() {
      return settings().paused ? paused : waits
    },
  }
}
