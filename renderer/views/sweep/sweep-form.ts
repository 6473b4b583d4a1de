/** The fields of the sheet that begins a sweep: texts as they were typed, and the plan that they make. */
import { computed, ref } from 'vue'
import { mostTrials, type Method, type SweepPlan } from '../../../core/sweep/plan.ts'
import type { Pruning } from '../../../core/sweep/pruning.ts'
import { spaceProblems, sweepFields, trialsOf } from '../../../core/sweep/space.ts'
import type { SweepField } from '../../../core/sweep/subject.ts'
import { readRange } from '../../../core/sweep/vary.ts'
import { numberOf } from '../../../core/recipe/number-text.ts'
import { nameWith } from '../../../core/text/names.ts'
import type { SweepBase } from './sweep-sheet.ts'

export interface VariedField {
  readonly id: string
  readonly range: string
}

const hourMs = 3_600_000

export function useSweepForm(base: SweepBase) {
  const { architecture, dataset, recipe, device } = base
  const known = sweepFields({ architecture, recipe })
  const name = ref(nameWith(architecture.name, ', sweep'))
  const varied = ref<VariedField[]>([varying('lr')])
  const method = ref<Method>('tpe')
  const trials = ref<number | null>(20)
  const seeds = ref(base.seeds.join(', '))
  const pruning = ref<Pruning>({ kind: 'none' })
  /** As typed; empty: no limit. */
  const hours = ref('')

  function varying(id: string): VariedField {
    const field = known.find((one) => one.id === id)
    return { id, range: field ? proposedRange(field) : '' }
  }
  const put = (at: number, field: VariedField): void =>
    void (varied.value = varied.value.map((one, index) => (index === at ? field : one)))
  const errors = computed(() =>
    varied.value.map(({ range }) => {
      const read = readRange(range)
      return read.ok ? null : read.reason
    }),
  )
  const limit = computed(() => (hours.value.trim() === '' ? null : numberOf(hours.value, 'any')))
  const seedList = computed(() =>
    seeds.value
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map(Number),
  )
  /** Null while a field cannot be read. */
  const plan = computed<SweepPlan | null>(() => {
    const fields = varied.value.flatMap(({ id, range }) => {
      const read = readRange(range)
      return read.ok ? [{ field: id, range: read.range }] : []
    })
    const isRead = fields.length === varied.value.length && fields.length > 0 && trials.value !== null && name.value.trim() !== ''
    const areSeeds =
      seedList.value.length > 0 && seedList.value.every((seed) => Number.isInteger(seed) && seed >= 0 && seed <= 2_147_483_647)
    const isLimit = limit.value === null || limit.value > 0
    if (!isRead || !areSeeds || !isLimit) return null
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
    known,
    name,
    varied,
    method,
    trials,
    seeds,
    pruning,
    hours,
    hoursError: computed(() => (limit.value === null || limit.value > 0 ? null : 'Hours are a number above 0.')),
    errors,
    plan,
    problems,
    /** Of a grid as many as it has combinations. */
    planned: computed(() => (plan.value === null || problems.value.length > 0 ? null : trialsOf(plan.value))),
    add() {
      const free = known.find(({ id, now }) => now !== null && !varied.value.some((one) => one.id === id))
      if (free) varied.value = [...varied.value, varying(free.id)]
    },
    remove: (at: number) => void (varied.value = varied.value.filter((_, index) => index !== at)),
    choose: (at: number, id: string) => put(at, varying(id)),
    type: (at: number, range: string) => put(at, { id: varied.value[at]?.id ?? '', range }),
  }
}

/** What a range could be, around the value that holds now. */
function proposedRange({ takes, now }: SweepField): string {
  if (takes.kind === 'choice') return takes.values.map(({ value }) => value).join(',')
  if (takes.kind === 'text') return now ?? ''
  const { min, max, whole } = takes.limit
  const middle = Number(now)
  if (now === null || !Number.isFinite(middle)) return `${min}..${whole ? Math.min(max, min + 4) : max}`
  if (whole) return `${Math.max(min, Math.floor(middle / 2))}..${Math.min(max, Math.max(middle * 2, middle + 2))}`
  if (middle > 0 && middle * 10 <= max)
    return `${Number((middle / 10).toPrecision(3))}..${Number((middle * 10).toPrecision(3))} log`
  return `${min}..${Math.min(max, 1)}`
}
