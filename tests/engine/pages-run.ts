/** Steps of ResNet-20 at batch 128, in a process of its own: prints what pages it holds and how many it asked for in each of the last steps (Linux). */
import { readFileSync } from 'node:fs'
import { loadPreset } from '../../core/architecture/presets.ts'
import { createProgram } from '../../core/tensorflow/create-program.ts'
import { runtimeLocation } from '../../core/tensorflow/runtime-location.ts'
import { graphOf, randomDataset, recipeWith, take } from './native.ts'

const architecture = await loadPreset('resnet-20')
if (architecture === null) throw new Error('There is no preset resnet-20.')
const program = await createProgram(runtimeLocation(), {
  graph: graphOf(architecture),
  dataset: randomDataset({ height: 32, width: 32, channels: 3, classes: 10 }, { train: 128, test: 10 }),
  recipe: recipeWith({ batchSize: 128 }),
  totalSteps: 20,
})
/** Page faults of a step. */
const asked = (step: number): number => {
  const before = process.resourceUsage().minorPageFault
  take(program, step, 0.01)
  return process.resourceUsage().minorPageFault - before
}
const faults = Array.from({ length: 9 }, (_, step) => asked(step)).slice(4)
const [, kilobytes] = /^AnonHugePages:\s+(\d+)/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8')) ?? []
console.log(JSON.stringify({ faults, hugeBytes: Number(kilobytes) * 1024 }))
