/** What a study of a template is to be: its scale, data, seeds, precision and device, kept in the address; and what each scale would take. */
import { computed } from 'vue'
import type { CallParameters } from '../../../core/api/contract.ts'
import type { ForeseenStudy } from '../../../core/api/contract/studies.ts'
import type { DatasetId } from '../../../core/datasets/dataset.ts'
import { datasetNames } from '../../../core/datasets/names.ts'
import type { DeviceChoice } from '../../../core/recipe/device.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import { scales, type Scale } from '../../../core/study/scales.ts'
import { mostSeeds, type Study } from '../../../core/study/study.ts'
import type { Template } from '../../../core/study/template.ts'
import { readNumbers } from '../../../core/recipe/number-text.ts'
import { replaceRoute, useRoute } from '../../app/route.ts'
import { useLab } from '../../lab.ts'
import { useQuietAnswer } from '../train/use-quiet-answer.ts'

export interface PlannedStudy extends ForeseenStudy {
  readonly scale: Scale
  readonly study: Study
}

export type Place = DeviceChoice['kind']
export const precisions = ['float32', 'bfloat16', 'float16'] as const satisfies readonly Recipe['precision'][]

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
    get: () => among(precisions, asked.value['precision'], 'float32'),
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

  const makingOf = (at: Scale): CallParameters<'studies.make'> | null =>
    chosenSeeds.value === null
      ? null
      : {
          template: template.id,
          scale: at,
          dataset: dataset.value,
          device: place.value === 'gpu' ? { kind: 'gpu', gpus: [0] } : { kind: place.value },
          precision: precision.value,
          ...(chosenSeeds.value.length === 0 ? {} : { seeds: chosenSeeds.value }),
        }
  const planned = (at: Scale) =>
    useQuietAnswer(
      () => JSON.stringify(makingOf(at)),
      async (): Promise<PlannedStudy | null> => {
        const making = makingOf(at)
        if (making === null) return null
        const made = await useLab().call('studies.make', making)
        if (!made.ok) return null
        const foreseen = await useLab().call('studies.foresee', { study: made.value })
        return foreseen.ok ? { scale: at, study: made.value, ...foreseen.value } : null
      },
    )
  const answers = { glance: planned('glance'), short: planned('short'), paper: planned('paper') }
  const plan = computed(() => answers[scale.value].answer.value)
  return {
    scale,
    dataset,
    seeds,
    seedsError,
    precision,
    place,
    /** What would be begun; null while it is not known. */
    plan,
    asking: computed(() => answers[scale.value].asking.value),
    /** Of each scale, as far as it is known. */
    plans: computed(() => scales.flatMap((at) => answers[at].answer.value ?? [])),
  }
}
