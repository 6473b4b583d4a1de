/** In which precision the runs of a study train, and where, as its form asks it. */
import { computed } from 'vue'
import { gpusForm, readGpus, type DeviceChoice } from '../../../core/recipe/device.ts'
import { precisions } from './study-fields.ts'
import type { Asked } from './use-asked.ts'

const places = ['auto', 'cpu', 'gpu'] as const satisfies readonly DeviceChoice['kind'][]

export type StudyPlace = ReturnType<typeof useStudyPlace>

export function useStudyPlace(asked: Asked) {
  const precision = asked.choice('precision', precisions, 'own')
  const place = asked.choice('device', places, 'auto')
  /** Numbers of the GPUs that share each batch. */
  const gpus = asked.text('gpus', '0')
  /** Null where they cannot be read. */
  const device = computed((): DeviceChoice | null => {
    if (place.value !== 'gpu') return { kind: place.value }
    const read = readGpus(gpus.value)
    return read && { kind: 'gpu', gpus: [...read] }
  })
  return { precision, place, gpus, device, wrong: computed(() => (device.value === null ? gpusForm : null)) }
}
