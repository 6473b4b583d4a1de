/** What a study of a template is to be: its scale, data, seeds, settings and device, kept in the address; and what each scale would take. */
import { computed, shallowRef } from 'vue'
import type { ApiError } from '../../../core/api/contract.ts'
import type { ScaledStudy } from '../../../core/api/contract/studies.ts'
import { changedStudy, type StudyChanges } from '../../../core/study/changed-study.ts'
import { scales } from '../../../core/study/scales.ts'
import type { Template } from '../../../core/study/template.ts'
import { useLab } from '../../lab.ts'
import { useDatasetsStore } from '../../stores/datasets.ts'
import { useMachine } from '../system/use-machine.ts'
import { useQuietAnswer } from '../train/use-quiet-answer.ts'
import { changedSettingSchema, useChangedSettings } from './changed-settings.ts'
import { datasets, reachForm, readReach, readSeeds, seedsForm } from './study-fields.ts'
import { useStudyPlace } from './study-place.ts'
import { useAsked } from './use-asked.ts'

export function useStudyForm(template: Template) {
  const asked = useAsked(template.id)
  const store = useDatasetsStore()
  const scale = asked.choice('scale', scales, 'glance')
  const dataset = asked.choice('data', datasets, 'cifar10')
  /** Empty: as the template has them at this scale. */
  const [name, seeds, reach] = [asked.text('name'), asked.text('seeds'), asked.text('reach')]
  const place = useStudyPlace(asked)
  const { machine, measuredAt } = useMachine()

  const chosenSeeds = computed(() => (seeds.value.trim() === '' ? [] : readSeeds(seeds.value)))
  const chosenReach = computed(() => (reach.value.trim() === '' ? undefined : readReach(reach.value)))
  const plan = computed(() => answer.answer.value?.find((one) => one.scale === scale.value) ?? null)
  const settings = useChangedSettings(
    asked.list('settings', changedSettingSchema),
    () => plan.value?.study.variants[0]?.recipe ?? null,
  )
  const changes = computed((): StudyChanges | null => {
    const given = settings.given.value
    if (given === null || chosenReach.value === null) return null
    return { given, reach: chosenReach.value, ...(name.value.trim() === '' ? {} : { name: name.value.trim() }) }
  })
  const asking = computed(() =>
    chosenSeeds.value === null || changes.value === null || place.device.value === null
      ? null
      : {
          template: template.id,
          dataset: dataset.value,
          device: place.device.value,
          precision: place.precision.value === 'own' ? null : place.precision.value,
          ...(chosenSeeds.value.length === 0 ? {} : { seeds: chosenSeeds.value }),
        },
  )
  /** Why the lab could not say what it takes. */
  const failure = shallowRef<ApiError | null>(null)

  async function changedAt(made: ScaledStudy, to: StudyChanges): Promise<ScaledStudy> {
    const images = store.byId.get(made.study.dataset)
    if (images === undefined || isUnchanged(to)) return made
    const changed = changedStudy(made.study, to, images)
    if (!changed.ok) return { ...made, foreseen: { problems: [changed.reason], forecast: null, timeline: [] } }
    const reply = await useLab().call('studies.foresee', { study: changed.study })
    if (!reply.ok) failure.value = reply.error
    return reply.ok ? { ...made, study: changed.study, foreseen: reply.value } : made
  }
  const answer = useQuietAnswer(
    // What it takes is known once this computer was measured.
    () =>
      JSON.stringify([
        asking.value,
        name.value,
        reach.value,
        settings.rows.value.map(({ flag, text }) => [flag, text]),
        measuredAt.value,
      ]),
    async (): Promise<readonly ScaledStudy[]> => {
      const to = changes.value
      if (asking.value === null || to === null) return []
      const reply = await useLab().call('studies.scales', asking.value)
      failure.value = reply.ok ? null : reply.error
      return reply.ok ? Promise.all(reply.value.map((made) => changedAt(made, to))) : []
    },
  )
  return {
    scale,
    dataset,
    name,
    seeds,
    seedsError: computed(() => (chosenSeeds.value === null ? seedsForm : null)),
    reach,
    reachError: computed(() => (chosenReach.value === null ? reachForm : null)),
    place,
    machine,
    settings,
    /** What would be begun; null while it is not known. */
    plan,
    asking: answer.asking,
    failure,
    /** Of each scale; none while that is not known. */
    plans: computed(() => answer.answer.value ?? []),
  }
}

function isUnchanged({ given, name, reach }: StudyChanges): boolean {
  return Object.keys(given).length === 0 && name === undefined && reach === undefined
}
