/** What "fit in N GB" chooses: the least that is predicted to fit with the kernels that the recipe asks for. */
import { expect, it } from 'vitest'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { activationCheckpointingOf, memoryOf } from '../../../core/recipe/chosen-activation-checkpointing.ts'
import { recipeWith } from '../../engine/native.ts'

it("keeps all of VGG-16 with our own kernels in memory that TensorFlow's would not do with", async () => {
  const architecture = await loadPreset('vgg-16')
  const lowered = architecture === null ? null : lower(architecture)
  if (lowered?.ok !== true) throw new Error('There is no VGG-16.')
  const { graph } = lowered
  const memory = (kernels: 'own' | 'tensorflow'): number => memoryOf(graph, recipeWith({ kernels }))
  const gigabytes = (memory('own') + memory('tensorflow')) / 2e9
  const chosen = (kernels: 'own' | 'tensorflow'): string =>
    activationCheckpointingOf(graph, recipeWith({ kernels, activationCheckpointing: { kind: 'fit', gigabytes } }))
  expect(chosen('own')).toBe('off')
  expect(chosen('tensorflow')).not.toBe('off')
})
