/** Images of a data set by their places, each by itself to be drawn; none until all of them are here. */
import { computed, type ComputedRef, type ShallowRef } from 'vue'
import type { ApiError } from '../../../../core/api/contract.ts'
import type { DatasetId, SplitName } from '../../../../core/datasets/dataset.ts'
import type { ImageSample } from '../../../../core/datasets/sample.ts'
import { useDatasetsStore } from '../../../stores/datasets.ts'
import type { ImageSize } from '../../data/pixels.ts'
import { useAnswer } from '../use-answer.ts'

export interface Pictures {
  /** In the order of the places. */
  readonly pictures: ComputedRef<readonly ImageSample[]>
  readonly size: ComputedRef<ImageSize | null>
  readonly failure: ShallowRef<ApiError | null>
}

export function usePictures(of: () => { dataset: DatasetId; split: SplitName; places: readonly number[] }): Pictures {
  const datasets = useDatasetsStore()
  const size = computed(() => datasets.byId.get(of().dataset) ?? null)
  const { value: sample, failure } = useAnswer('datasets.images', () => {
    const { dataset, split, places } = of()
    return { id: dataset, split, places: [...places] }
  })
  const pictures = computed(() => {
    if (sample.value === null || size.value === null || sample.value.labels.length !== of().places.length) return []
    const { labels, pixels } = sample.value
    const bytes = size.value.height * size.value.width * size.value.channels
    return Array.from(labels, (_, at) => ({
      labels: labels.subarray(at, at + 1),
      pixels: pixels.subarray(at * bytes, (at + 1) * bytes),
    }))
  })
  return { pictures, size, failure }
}
