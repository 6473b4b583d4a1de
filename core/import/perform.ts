/** What the process that reads a file of weights does. */
import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { lower } from '../architecture/lower.ts'
import { graphOf } from '../export/export.ts'
import { Failure } from '../files/failure.ts'
import { keepCheckpoints } from '../store/checkpoints.ts'
import { firstPosition } from '../store/position.ts'
import { stateOf } from './import.ts'
import type { Candidate, Fit, ImportAnswers, ImportPhase, ImportTask } from './messages.ts'
import { openWeightsFile, type WeightsFile } from './weights-file.ts'

/** Throws a Failure as `openWeightsFile` and `stateOf`; what the system says where the disk is full. */
export async function perform<Task extends ImportTask>(
  task: Task,
  now: () => number,
  phase: (phase: ImportPhase) => Promise<void>,
): Promise<ImportAnswers[Task['kind']]>
export async function perform(
  task: ImportTask,
  now: () => number,
  phase: (phase: ImportPhase) => Promise<void>,
): Promise<ImportAnswers[keyof ImportAnswers]> {
  await phase('reading')
  const file = await openWeightsFile(task.path)
  try {
    switch (task.kind) {
      case 'look':
        return {
          file: basename(task.path),
          format: file.format,
          bytes: statSync(task.path).size,
          tensors: file.tensors,
          fits: fitsOf(file, task.candidates),
        }
      case 'preview':
        return file.match(graphOf(task.architecture)).report
      case 'import':
        return await importInto(file, task, now, phase)
    }
  } finally {
    file.close()
  }
}

async function importInto(
  file: WeightsFile,
  { path, run, folder }: Extract<ImportTask, { kind: 'import' }>,
  now: () => number,
  phase: (phase: ImportPhase) => Promise<void>,
): Promise<ImportAnswers['import']> {
  const sha256 = await digestOf(path)
  await phase('drawing')
  const { state, report } = stateOf(file, run.architecture, run.recipe)
  await phase('writing')
  keepCheckpoints(folder, run, now).save({ ...firstPosition(run.totalSteps), evaluated: false }, state)
  const origin = {
    file: basename(path),
    format: file.format,
    sha256,
    network: run.architecture.name,
    importedAt: now(),
    anew: [...report.anew],
  }
  return { report, origin }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** As much of the file is taken as can be, by a network whose head is the file's own. */
function fitsOf(file: WeightsFile, candidates: readonly Candidate[]): Fit[] {
  const fits = candidates.flatMap(({ id, architecture }): Fit[] => {
    const lowered = lower(architecture)
    if (!lowered.ok) return []
    try {
      const { report, names } = file.match(lowered.graph)
      return [{ id, taken: names.size, anew: report.anew, refused: report.refused.length }]
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code === 'weights-do-not-fit') return []
      throw thrown
    }
  })
  return fits.sort((a, b) => a.refused - b.refused || a.anew.length - b.anew.length || b.taken - a.taken)
}
