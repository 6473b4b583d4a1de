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
import type { WrittenFile } from './formats.ts'
import { writeRuns } from './of-runs/write-runs.ts'
import { writeExport, type Told } from './write-export.ts'

// Ctrl-C reaches all processes of a terminal; what is to be done then is the parent's to say.
process.on('SIGINT', () => undefined)
process.once('disconnect', () => process.exit(1))
process.once('message', (task: ExportTask) => void answer(task).then((message) => say(message, () => process.exit(0))))

async function answer(task: ExportTask): Promise<ExportMessage> {
  const { folder } = task
  try {
    const { files, weights } = task.kind === 'network' ? writeNetwork(task) : await writeRunsTask(task)
    return { kind: 'done', files: files.map(({ path, bytes }) => ({ path: relative(folder, path), bytes })), weights }
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

interface Done {
  readonly files: readonly WrittenFile[]
  readonly weights: string | null
}

function writeNetwork({ of, what, folder, name }: Extract<ExportTask, { kind: 'network' }>): Done {
  const exported = exportedOf(of)
  return { files: writeExport(exported, what, folder, name, hundredths()), weights: what.withWeights ? exported.from : null }
}

async function writeRunsTask({ runs, as, folder, name }: Extract<ExportTask, { kind: 'runs' }>): Promise<Done> {
  return { files: await writeRuns(runs, as, folder, name, hundredths()), weights: null }
}

/** Tells no more often than a bar can show. */
function hundredths(): Told {
  let told = 0
  return (done, total) => {
    const hundredth = Math.floor((100 * done) / total)
    if (hundredth > told) say({ kind: 'progress', done, total })
    told = hundredth
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
