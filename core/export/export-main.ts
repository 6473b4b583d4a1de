/**
 * Entry of the process that exports: takes a task from its parent, tells it how far it is, and ends. A process of its own, so that seconds of
 * drawing and writing weights keep nobody else waiting, that it can be ended at any moment, and that a want of memory is this one export's.
 */
import { relative } from 'node:path'
import { Failure } from '../files/failure.ts'
import { readRunRecord } from '../store/run-folder.ts'
import { exportedDesign, exportedRun, type Exported } from './export.ts'
import { datasetScaling } from './scaling.ts'
import type { ExportMessage, ExportSource, ExportTask } from './task.ts'
import { writeExport } from './write-export.ts'

// Ctrl-C reaches all processes of a terminal; what is to be done then is the parent's to say.
process.on('SIGINT', () => undefined)
process.once('disconnect', () => process.exit(1))
process.once('message', (task: ExportTask) => say(answer(task), () => process.exit(0)))

function answer({ of, what, folder, name }: ExportTask): ExportMessage {
  try {
    const exported = exportedOf(of)
    let told = 0
    const files = writeExport(exported, what, folder, name, (done, total) => {
      const hundredth = Math.floor((100 * done) / total)
      if (hundredth > told) say({ kind: 'progress', done, total })
      told = hundredth
    })
    return { kind: 'done', files: files.map(({ path, bytes }) => ({ path: relative(folder, path), bytes })), from: exported.from }
  } catch (thrown) {
    if (thrown instanceof Failure) {
      return { kind: 'failed', code: thrown.code, reason: thrown.message, remedy: thrown.remedy }
    }
    return {
      kind: 'failed',
      code: 'failed',
      reason: thrown instanceof Error ? thrown.message : String(thrown),
      remedy: 'Try again.',
    }
  }
}

function exportedOf(of: ExportSource): Exported {
  if (of.kind === 'design') return exportedDesign(of.architecture)
  const record = readRunRecord(of.folder)
  return exportedRun(of.folder, record, of.checkpoint, datasetScaling(record.dataset, of.data))
}

function say(message: ExportMessage, sent?: () => void): void {
  if (process.send === undefined) throw new Error('It is started by what asks for an export.')
  process.send(message, () => sent?.())
}
