/**
 * Entry of the process that exports: a process of its own, so that seconds of drawing and writing weights keep nobody else waiting, that it can be ended at any
 * moment, and that a want of memory is this one export's.
 */
import { relative } from 'node:path'
import { readRunRecord } from '../store/run-folder.ts'
import { answerTask, type Telling } from '../work/answer-task.ts'
import { sometimes } from '../work/sometimes.ts'
import type { Progress } from '../work/work-message.ts'
import { exportedDesign, exportedRun, type Exported } from './export.ts'
import { writeRuns } from './of-runs/write-runs.ts'
import { datasetScaling } from './scaling.ts'
import type { ExportDone, ExportSource, ExportTask } from './task.ts'
import { writeExport, type Told } from './write-export.ts'

answerTask(answer)

async function answer(task: ExportTask, { tell }: Telling<Progress>): Promise<ExportDone> {
  const told = sometimes((progress) => void tell(progress))
  const { files, weights } = task.kind === 'network' ? writeNetwork(task, told) : await writeRunsTask(task, told)
  return { files: files.map(({ path, bytes }) => ({ path: relative(task.folder, path), bytes })), weights }
}

function writeNetwork({ of, what, folder, name }: Extract<ExportTask, { kind: 'network' }>, told: Told): ExportDone {
  const exported = exportedOf(of)
  return { files: writeExport(exported, what, folder, name, told), weights: what.withWeights ? exported.from : null }
}

async function writeRunsTask({ runs, as, folder, name }: Extract<ExportTask, { kind: 'runs' }>, told: Told): Promise<ExportDone> {
  return { files: await writeRuns(runs, as, folder, name, told), weights: null }
}

function exportedOf(of: ExportSource): Exported {
  if (of.kind === 'design') return exportedDesign(of.architecture)
  const record = readRunRecord(of.folder)
  return exportedRun(of.folder, record, of.checkpoint, datasetScaling(record.dataset, of.data))
}
