/** Some steps of one case in a process of its own: prints their median time and the largest memory of the process. */
import { rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { createProgram } from '../../../core/tensorflow/create-program.ts'
import { peakBytes } from '../../../core/tensorflow/process-memory.ts'
import { runtimeLocation } from '../../../core/tensorflow/runtime-location.ts'
import { graphOf, randomDataset, take } from '../../engine/native.ts'
import { recipeOfCase, type PredictedCase } from './predicted-cases.ts'
import { median } from '../statistics.ts'

const one = JSON.parse(process.argv[2] ?? '') as PredictedCase
const architecture = await loadPreset(one.net)
if (architecture === null) throw new Error(`There is no preset "${one.net}".`)
const { input, head } = architecture
const dataset = randomDataset({ ...input, classes: head.classes }, { train: one.batch, test: 1 })
const dataBytes = statSync(dataset.train.imagesFile).size
const program = await createProgram(runtimeLocation(), {
  graph: graphOf(architecture),
  dataset,
  recipe: recipeOfCase(one),
  totalSteps: 100,
})
rmSync(dirname(dataset.train.imagesFile), { recursive: true })
const times: number[] = []
const warmUp = 2
const startedAt = performance.now()
for (let step = 0; step < warmUp + 12; step++) {
  const from = performance.now()
  take(program, step)
  if (step >= warmUp) times.push(performance.now() - from)
  if (times.length >= 3 && performance.now() - startedAt > 10_000) break
}
process.stdout.write(JSON.stringify({ ms: median(times), bytes: peakBytes(), dataBytes }))
process.exit(0)
