/** What a study of a template is to be: its scale, data, seeds, precision and device, kept in the address; and what each scale would take. */
import { computed, shallowRef } from 'vue'
import type { ApiError, CallParameters } from '../../../core/api/contract.ts'
import type { ScaledStudy } from '../../../core/api/contract/studies.ts'
import type { DatasetId } from '../../../core/datasets/dataset.ts'
import { datasetNames } from '../../../core/datasets/names.ts'
import type { DeviceChoice } from '../../../core/recipe/device.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import { scales } from '../../../core/study/scales.ts'
import { mostSeeds } from '../../../core/study/study.ts'
import type { Template } from '../../../core/study/template.ts'
import { readNumbers } from '../../../core/recipe/number-text.ts'
import { replaceRoute, useRoute } from '../../app/route.ts'
import { useLab } from '../../lab.ts'
import { useQuietAnswer } from '../train/use-quiet-answer.ts'

export type Place = DeviceChoice['kind']
/** `own`: as the recipe of each scale has it. */
export const precisions = ['own', 'float32', 'bfloat16', 'float16'] as const satisfies readonly (Recipe['precision'] | 'own')[]

const largestSeed = 2_147_483_647

/** Null where no list of seeds can be read from it. */
export function readSeeds(text: string): number[] | null {
  const read = readNumbers(text)
  const seeds = read.kind === 'numbers' ? [...read.values] : []
  const fit = seeds.length > 0 && seeds.length <= mostSeeds && new Set(seeds).size === seeds.length
  return fit && seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed <= largestSeed) ? seeds : null
}

const among = <T extends string>(values: readonly T[], value: string | undefined, otherwise: T): T =>
  values.find((one) => one === value) ?? otherwise

const isDataset = (value: string | undefined): value is DatasetId => value !== undefined && value in datasetNames

export function useStudyForm(template: Template) {
  const route = useRoute()
  const asked = computed(() => (route.value.view === 'studies' ? (route.value.asked ?? {}) : {}))
  const set = (field: string, value: string): void =>
    replaceRoute({ view: 'studies', template: template.id, asked: { ...asked.value, [field]: value } })

  const scale = computed({
    get: () => among(scales, asked.value['scale'], 'glance'),
    set: (to) => set('scale', to),
  })
  const dataset = computed<DatasetId>({
    get: () => (isDataset(asked.value['data']) ? asked.value['data'] : 'cifar10'),
    set: (to) => set('data', to),
  })
  /** Empty: as many as the template has at this scale. */
  const seeds = computed({ get: () => asked.value['seeds'] ?? '', set: (to) => set('seeds', to) })
  const precision = computed<(typeof precisions)[number]>({
    get: () => among(precisions, asked.value['precision'], 'own'),
    set: (to) => set('precision', to),
  })
  const place = computed<Place>({
    get: () => among(['auto', 'cpu', 'gpu'], asked.value['device'], 'auto'),
    set: (to) => set('device', to),
  })

  const chosenSeeds = computed(() => (seeds.value.trim() === '' ? [] : readSeeds(seeds.value)))
  const seedsError = computed(() =>
    chosenSeeds.value === null ? `different whole numbers from 0 on, apart by commas, ${mostSeeds} at most` : null,
  )

  const asking = computed<CallParameters<'studies.scales'> | null>(() =>
    chosenSeeds.value === null
      ? null
      : {
          template: template.id,
          dataset: dataset.value,
          device: place.value === 'gpu' ? { kind: 'gpu', gpus: [0] } : { kind: place.value },
          precision: precision.value === 'own' ? null : precision.value,
          ...(chosenSeeds.value.length === 0 ? {} : { seeds: chosenSeeds.value }),
        },
  )
  /** Why the lab could not say what it takes. */
  const failure = shallowRef<ApiError | null>(null)
  const answer = useQuietAnswer(
    () => JSON.stringify(asking.value),
    async (): Promise<readonly ScaledStudy[]> => {
      if (asking.value === null) return []
      const reply = await useLab().call('studies.scales', asking.value)
      failure.value = reply.ok ? null : reply.error
      return reply.ok ? reply.value : []
    },
  )
  return {
    scale,
    dataset,
    seeds,
    seedsError,
    precision,
    place,
    /** What would be begun; null while it is not known. */
    plan: computed(() => answer.answer.value?.find((one) => one.scale === scale.value) ?? null),
    asking: answer.asking,
    failure,
    /** Of each scale; none while that is not known. */
    plans: computed(() => answer.answer.value ?? []),
  }
}
