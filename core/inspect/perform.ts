/** Measures what was asked of a run, and keeps it with the run. */
import { runtimeLocation } from '../tensorflow/runtime-location.ts'
import type { AnalysisKind } from './analyses.ts'
import { openInspected } from './inspected-run.ts'
import { keepInspection, type Asked } from './kept.ts'
import { measuring } from './measuring.ts'
import type { Measure, Told } from './measuring/measure.ts'
import type { OptionsOf, ResultOf } from './analyses.ts'
import type { InspectionTask } from './task.ts'

/** Throws a Failure as `openInspected` does, and what the system says where the disk is full. `now`: milliseconds. */
export async function performInspection(task: InspectionTask, now: () => number, told: Told): Promise<void> {
  await perform(task, task.asked, now, told)
}

async function perform<Kind extends AnalysisKind>(
  { runFolder, data }: InspectionTask,
  asked: Asked<Kind>,
  now: () => number,
  told: Told,
): Promise<void> {
  const begun = now()
  const run = openInspected({ folder: runFolder, step: asked.step, data, now }, runtimeLocation())
  const measure: Measure<OptionsOf<Kind>, ResultOf<Kind>> = measuring[asked.kind]
  const measured = await measure(run, asked.options, told)
  const ended = now()
  const { device, recipe } = run
  keepInspection(runFolder, asked, measured, {
    device,
    precision: recipe.precision,
    measuredAt: ended,
    tookMs: ended - begun,
  })
}
