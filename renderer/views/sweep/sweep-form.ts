/** The fields of the sheet that begins a sweep: texts as they were typed, and the plan that they make. */
import { computed, ref } from 'vue'
import { mostTrials, type Method, type SweepPlan } from '../../../core/sweep/plan.ts'
import type { Pruning } from '../../../core/sweep/pruning.ts'
import { spaceProblems, sweepFields, trialsOf } from '../../../core/sweep/space.ts'
import { numberOf } from '../../../core/recipe/number-text.ts'
import { nameWith } from '../../../core/text/names.ts'
import type { SweepBase } from './sweep-sheet.ts'
import { useVariedFields, varyingField } from './use-varied-fields.ts'
import { largestSeed } from '../../../core/recipe/seed.ts'

const hourMs = 3_600_000

export function useSweepForm(base: SweepBase) {
  const { architecture, dataset, recipe, device } = base
  const known = sweepFields({ architecture, recipe })
  const name = ref(nameWith(architecture.name, ', sweep'))
  const varied = useVariedFields(() => known, ref([varyingField(known, 'lr')]))
  const method = ref<Method>('tpe')
  const trials = ref<number | null>(20)
  const seeds = ref(base.seeds.join(', '))
  const pruning = ref<Pruning>({ kind: 'none' })
  /** As typed; empty: no limit. */
  const hours = ref('')

  const limit = computed(() => (hours.value.trim() === '' ? null : numberOf(hours.value, 'any')))
  const seedList = computed(() =>
    seeds.value
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map(Number),
  )
  /** Null while a field cannot be read. */
  const plan = computed<SweepPlan | null>(() => {
    const fields = varied.fields.value
    const isRead = fields !== null && fields.length > 0 && trials.value !== null && name.value.trim() !== ''
    const areSeeds =
      seedList.value.length > 0 && seedList.value.every((seed) => Number.isInteger(seed) && seed >= 0 && seed <= largestSeed)
    const isLimit = limit.value === null || limit.value > 0
    if (fields === null || !isRead || !areSeeds || !isLimit) return null
    return {
      format: 'stagecraft-sweep',
      version: 1,
      name: name.value.trim(),
      architecture,
      dataset,
      recipe,
      device: device ?? { kind: 'auto' },
      fields,
      method: method.value,
      trials: method.value === 'grid' ? mostTrials : (trials.value ?? 1),
      seeds: seedList.value,
      seed: 1,
      pruning: pruning.value,
      timeMs: limit.value === null ? null : limit.value * hourMs,
      reuse: true,
    }
  })
  const problems = computed(() => (plan.value === null ? [] : spaceProblems(plan.value)))

  return {
    name,
    varied,
    method,
    trials,
    seeds,
    pruning,
    hours,
    hoursError: computed(() => (limit.value === null || limit.value > 0 ? null : 'Hours are a number above 0.')),
    plan,
    problems,
    /** Of a grid as many as it has combinations. */
    planned: computed(() => (plan.value === null || problems.value.length > 0 ? null : trialsOf(plan.value))),
  }
}
