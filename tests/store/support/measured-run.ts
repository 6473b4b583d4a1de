/** Runs with all that a run's folder can hold, made without training. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportedDesign } from '../../../core/export/export.ts'
import { keepCheckpoints } from '../../../core/store/checkpoints.ts'
import type { Library } from '../../../core/store/library.ts'
import { openMetricsWriter } from '../../../core/store/metrics-writer.ts'
import { firstPosition } from '../../../core/store/position.ts'
import type { RunRecord } from '../../../core/store/run.ts'
import { initialState } from '../../../core/tensorflow/initial-state.ts'
import { sampleArchitecture, sampleAttempt, sampleRecord, sampleStep } from './samples.ts'

const { graph } = exportedDesign(sampleArchitecture)

/** Adds a run that ended after `steps`, one of which diverged for a moment; gives its folder. */
export function addMeasuredRun(library: Pick<Library, 'runs'>, id: string, steps = 20, changes: Partial<RunRecord> = {}): string {
  const record = sampleRecord(id, changes)
  library.runs.add(record)
  library.runs.begin(id)
  const folder = library.runs.folder(id)
  const writer = openMetricsWriter(folder, sampleAttempt)
  for (let step = 1; step <= steps; step += 1) {
    writer.step(step === 5 ? { ...sampleStep(step), loss: NaN, error: NaN } : sampleStep(step))
  }
  for (const split of ['test', 'validation'] as const) {
    writer.evaluation({ step: steps, split, time: 1_790_000_002_000, loss: 1.5, error: 0.375 })
  }
  writer.event({ step: steps, time: 1_790_000_002_000, kind: 'stopped', text: 'Stopped as asked.' })
  writer.peak(123_456)
  writer.commit()
  writer.close()
  const position = { ...firstPosition(1000), step: steps, error: 0.375 }
  keepCheckpoints(folder, record, () => 1_790_000_002_000).save(position, initialState(graph, record.recipe))
  writeFileSync(join(folder, 'trainer.log'), `This is ${id}.\n`)
  writeFileSync(join(folder, 'my notes.md'), '# What I saw\n')
  library.runs.end(id, { kind: 'stopped', step: steps })
  return folder
}
