/** A short training of ResNet-20 with augmentation, in a process of its own when started as a script: prints a digest of all it has learned. */
import { createHash } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { loadPreset } from '../../core/architecture/presets.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import type { NetworkState, ProgramRequest } from '../../core/tensorflow/program.ts'
import { graphOf, nativeBinding, plainRecipe, randomDataset, take } from './native.ts'

export async function determinismRequest(seed: number): Promise<ProgramRequest> {
  const architecture = await loadPreset('resnet-20')
  if (architecture === null) throw new Error('There is no preset resnet-20.')
  const dataset = randomDataset({ height: 32, width: 32, channels: 3, classes: 10 }, { train: 50, test: 10 })
  const recipe = { ...plainRecipe, seed, batchSize: 32, augmentation: { ...plainRecipe.augmentation, pad: 4, flip: true } }
  return { graph: graphOf(architecture), dataset, recipe, totalSteps: 10 }
}

export function digest(state: NetworkState): string {
  const hash = createHash('sha256')
  for (const [name, { values }] of state)
    hash.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  return hash.digest('hex')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [seed, steps] = process.argv.slice(2).map(Number)
  const program = createNativeProgram(nativeBinding(), 'native', await determinismRequest(seed ?? 0))
  for (let step = 0; step < (steps ?? 0); step++) take(program, step)
  console.log(digest(program.readState()))
}
