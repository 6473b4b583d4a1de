/** Exports in a process beside this one, to files that are there whole or not at all. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../files/failure.ts'
import { bytesText } from '../text/bytes-text.ts'
import { startWork, type EndedEarly, type Work } from '../work/start-work.ts'
import type { Progress } from '../work/work-message.ts'
import type { ExportResult } from './formats.ts'
import { openStaging, type ExportPlace } from './staging.ts'
import type { ExportDone, ExportOrder, ExportTask } from './task.ts'
import type { Told } from './write-export.ts'

const entry = fileURLToPath(new URL('./export-main.ts', import.meta.url))

/**
 * Its end is what was written; null where it was cancelled, and then nothing is left. It rejects with a Failure: of openStaging and writeExport, of what is
 * exported, or `export-ended` where the process was.
 */
export type RunningExport = Pick<Work<ExportResult>, 'end' | 'cancel'>

/** Throws a Failure where nothing can be written there: see openStaging. */
export function startExport(order: ExportOrder, place: ExportPlace, told: Told): RunningExport {
  const staging = openStaging(place)
  let bytes = 0
  const { end, cancel } = startWork<ExportTask, Progress, ExportDone>(
    entry,
    { ...order, folder: staging.folder },
    {
      told({ done, total }) {
        bytes = total
        told(done, total)
      },
      early: (how) => early(how, bytes),
    },
  )
  const published = ({ files, weights }: ExportDone): ExportResult => {
    const folder = staging.publish()
    return { folder, files: files.map((file) => ({ path: join(folder, file.path), bytes: file.bytes })), weights }
  }
  return { end: end.then((done) => (done === null ? null : published(done))).finally(() => staging.close()), cancel }
}

/** `bytes` that it was to write; 0 where it had not said. */
function early({ how, lastLine }: EndedEarly, bytes: number): Failure {
  const memory =
    bytes === 0 ? '' : ` It takes some ${bytesText(2 * bytes)} of memory: where that is more than is free, the system ends it.`
  return new Failure(
    'export-ended',
    `The process that exported ended by itself (${how}); nothing was kept. ${lastLine}`.trim() + memory,
    'Close other programs, or, of a network, export to PyTorch or Keras, which take the least.',
  )
}
