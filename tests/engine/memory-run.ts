/** Two steps of ResNet-56 at batch 128, in a process of its own: prints the largest memory it ever had, in MiB (Linux). */
import { readFileSync } from 'node:fs'
import { loadPreset } from '../../core/architecture/presets.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import { graphOf, nativeBinding, randomDataset, recipeWith, take } from './native.ts'

const kind = process.argv[2]
if (kind !== 'off' && kind !== 'block' && kind !== 'stage') throw new Error('Which activation checkpointing?')
const architecture = await loadPreset('resnet-56')
if (architecture === null) throw new Error('There is no preset resnet-56.')
const program = createNativeProgram(nativeBinding(), 'native', {
  graph: graphOf(architecture),
  dataset: randomDataset({ height: 32, width: 32, channels: 3, classes: 10 }, { train: 128, test: 10 }),
  recipe: recipeWith({ batchSize: 128, activationCheckpointing: { kind } }),
  totalSteps: 2,
})
for (let step = 0; step < 2; step++) take(program, step)
const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
console.log(Math.round(Number(kilobytes) / 1024))
