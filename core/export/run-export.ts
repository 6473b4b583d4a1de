/** Exports in a process beside this one, to files that are there whole or not at all. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../files/failure.ts'
import { childEnvironment } from '../process/child-environment.ts'
import { bytesText } from '../text/bytes-text.ts'
import type { ExportResult } from './formats.ts'
import { openStaging, type ExportPlace } from './staging.ts'
import type { ExportMessage, ExportOrder, ExportTask } from './task.ts'
import type { Told } from './write-export.ts'

const entry = fileURLToPath(new URL('./export-main.ts', import.meta.url))

export interface RunningExport {
  /**
   * What was written; null where it was cancelled. Rejects with a Failure: of openStaging and writeExport, of what is exported, or `export-ended`
   * where the process was.
   */
  readonly end: Promise<ExportResult | null>
  /** Ends it at once; nothing of it is left. */
  cancel(): void
}

/** Throws a Failure where nothing can be written there: see openStaging. */
export function startExport(order: ExportOrder, place: ExportPlace, told: Told): RunningExport {
  const staging = openStaging(place)
  const child = fork(entry, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: childEnvironment(process.env),
    serialization: 'advanced',
  })
  let isCancelled = false
  let outcome: ExportMessage | null = null
  let said = ''
  let total = 0
  child.stderr?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)))
  child.once('error', (error) => (said = error.message))
  child.on('message', (message: ExportMessage) => {
    if (message.kind !== 'progress') outcome = message
    else told(message.done, (total = message.total))
  })
  const end = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code))
  }).then((how) => {
    try {
      return isCancelled ? null : published(outcome ?? endedEarly(how, said, total))
    } finally {
      staging.close()
    }
  })
  const published = (message: ExportMessage): ExportResult => {
    if (message.kind === 'failed') throw new Failure(message.code, message.reason, message.remedy)
    if (message.kind === 'progress') throw new RangeError('An export does not end in progress.')
    const folder = staging.publish()
    const files = message.files.map(({ path, bytes }) => ({ path: join(folder, path), bytes }))
    return { folder, files, weights: message.weights }
  }
  child.send({ ...order, folder: staging.folder } satisfies ExportTask, (error) => (said = error?.message ?? said))
  return {
    end,
    cancel() {
      isCancelled = true
      child.kill('SIGKILL')
    },
  }
}

/** The process ended and had not said why: killed, by the system where memory ran out. */
function endedEarly(how: number | NodeJS.Signals | null, said: string, total: number): ExportMessage {
  const last = said.trim().split('\n').at(-1) ?? ''
  const memory =
    total === 0 ? '' : ` It takes some ${bytesText(2 * total)} of memory: where that is more than is free, the system ends it.`
  return {
    kind: 'failed',
    code: 'export-ended',
    reason: `The process that exported ended by itself (${how ?? '?'}); nothing was kept. ${last}`.trim() + memory,
    remedy: 'Close other programs, or, of a network, export to PyTorch or Keras, which take the least.',
  }
}
