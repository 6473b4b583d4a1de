/**
 * Steps of ResNet-20 at batch 128, in a process of its own: prints what pages it holds, how many it asked for in each of the last steps, and
 * the most that it ever held before the first (Linux).
 */
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
/** From what Linux tells of this process, in bytes. */
function told(file: string, entry: string): number {
  const [, kilobytes] = new RegExp(`^${entry}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/self/${file}`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}

const loadingBytes = told('status', 'VmHWM')
/** Page faults of a step. */
const asked = (step: number): number => {
  const before = process.resourceUsage().minorPageFault
  take(program, step, 0.01)
  return process.resourceUsage().minorPageFault - before
}
const faults = Array.from({ length: 9 }, (_, step) => asked(step)).slice(4)
console.log(JSON.stringify({ faults, hugeBytes: told('smaps_rollup', 'AnonHugePages'), loadingBytes }))
