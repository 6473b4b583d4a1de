/** What the engines of this benchmark train: a preset on random pictures of its size. */
import { loadPreset } from '../../core/architecture/presets.ts'
import type { ProgramRequest } from '../../core/training/program.ts'
import { graphOf, plainRecipe, randomDataset } from '../engine/native.ts'

export async function benchRequest(net: string, batch: number): Promise<ProgramRequest> {
  const architecture = await loadPreset(net)
  if (architecture === null) throw new Error(`There is no preset "${net}".`)
  const { input, head } = architecture
  const dataset = randomDataset({ ...input, classes: head.classes }, { train: Math.max(256, 2 * batch), test: 10 })
  const recipe = { ...plainRecipe, batchSize: batch, augmentation: { pad: 4, flip: true } }
  return { graph: graphOf(architecture), dataset, recipe }
}
