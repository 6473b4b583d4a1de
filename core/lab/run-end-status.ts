/** How a run ended whose trainer is gone: as the trainer itself committed it, or crashed, with the cause as far as facts tell it. */
import { totalmem } from 'node:os'
import { join } from 'node:path'
import type { LibraryRuns } from '../store/library-runs.ts'
import type { EndStatus } from '../store/run-end.ts'
import { trainerLogFile } from '../store/run-folder.ts'
import { readLogEnd } from '../training/trainer-log.ts'
import { explainEnd, type ProcessEnd } from './crash.ts'
import { memoryKills } from '../process/memory-kills.ts'
import type { WatchedTrainer } from './watched-trainer.ts'

type Ledger = Pick<LibraryRuns, 'folder' | 'outcome' | 'committedStep' | 'figures'>

/** As many lines of the log as explain a crash in the run's view. */
const crashLogLines = 20

export function runEndStatus(ledger: Ledger, id: string, trainer: WatchedTrainer, end: ProcessEnd): EndStatus {
  const committed = ledger.outcome(id)
  if (committed) return committed
  const log = readLogEnd(join(ledger.folder(id), trainerLogFile), crashLogLines)
  return {
    kind: 'crashed',
    step: ledger.committedStep(id),
    ...explainEnd(causeOf(ledger, id, trainer, end), log, trainer.phase),
    log: log.map((entry) => entry.text),
  }
}

/** Who sent signal 9 shows in what else happened. */
function causeOf(ledger: Ledger, id: string, trainer: WatchedTrainer, end: ProcessEnd): ProcessEnd {
  if (trainer.ended !== null) return { kind: 'silent' }
  if (end.kind !== 'signal' || end.signal !== 'SIGKILL') return end
  const kills = memoryKills()
  if (kills === null || trainer.memoryKills === null) return end
  if (kills === trainer.memoryKills) return { kind: 'killed' }
  return { kind: 'memory', peakBytes: ledger.figures(id).peakBytes, totalBytes: totalmem() }
}
