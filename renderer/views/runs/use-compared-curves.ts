/** Curves of compared runs over the x that a person chose: which are drawn, how far they reach, what of them is in sight. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { Curve, RunSummary } from '../../../core/store/run.ts'
import type { Range } from '../../components/charts/chart.ts'
import { useChartPreferences } from '../../components/charts/preferences.ts'
import { useCurves } from '../../components/charts/use-curves.ts'
import { clockOf, clockPer, hasUnit, placeOfStep } from '../../components/charts/x-axis.ts'
import { compareExtent, type ComparedRun } from './compare-panels.ts'
import { distinctNames } from './distinct-names.ts'
import { isInside, measureRule, type Measure } from './measures.ts'

export interface ComparedCurves {
  readonly compared: ComputedRef<readonly ComparedRun[]>
  readonly curves: ComputedRef<readonly Curve[]>
  readonly byTime: ComputedRef<boolean>
  readonly range: Ref<Range | null>
  readonly cursor: Ref<number | null>
  readonly extent: ComputedRef<Range>
  /** Milliseconds that the longest curve reaches over, where x is time. */
  readonly longest: ComputedRef<number>
  /** About one bucket a pixel. */
  readonly buckets: ComputedRef<number>
  readonly train: ReturnType<typeof useCurves>
  readonly test: ReturnType<typeof useCurves>
}

/** As many as one request for curves takes. */
const most = 64

export function useComparedCurves(
  runs: () => readonly RunSummary[],
  measures: () => readonly Measure[],
  width: Readonly<Ref<number>>,
): ComparedCurves {
  const { xUnit, smoothing, logX } = useChartPreferences()
  const range = ref<Range | null>(null)
  const cursor = ref<number | null>(null)
  const clock = computed(() => clockOf(xUnit.value))
  const byTime = computed(() => clock.value !== 'step')
  watch([xUnit, logX], () => {
    range.value = null
    cursor.value = null
  })

  const drawn = computed(() =>
    runs()
      .filter(({ record }) => hasUnit(xUnit.value, record))
      .slice(0, most),
  )
  const longest = computed(() => (byTime.value ? Math.max(0, ...curves.value.map(({ end }) => end ?? 0)) : 0))
  const compared = computed((): ComparedRun[] => {
    const names = distinctNames(
      drawn.value.map((run) => run.record),
      Date.now(),
    )
    return drawn.value.map((run, index) => {
      const { id, name } = run.record
      const per = clockPer(xUnit.value, run.record, longest.value)
      const curve = byTime.value ? curves.value.find((candidate) => candidate.run === id) : undefined
      return { run, name: names[index] ?? name, per, place: placeOfStep(xUnit.value, per, curve) }
    })
  })
  const firstX = computed(() => Math.min(...compared.value.map(({ per }) => (byTime.value ? 1000 : 1) / per)))
  const extent = computed(() => {
    const [one] = compared.value
    const { to } = !byTime.value || !one ? compareExtent(compared.value) : { to: Math.max(longest.value, 1) / one.per }
    return { from: logX.value ? Math.min(to / 10, firstX.value) : 0, to }
  })
  const buckets = computed(() => Math.min(8192, Math.max(200, Math.ceil(width.value / 100) * 100)))

  const request = computed(() => {
    const pers = range.value ? compared.value.map(({ per }) => per) : []
    const margin = range.value ? (range.value.to - range.value.from) * 0.02 : 0
    return {
      runs: drawn.value.map(({ record }) => record.id),
      buckets: buckets.value,
      x: clock.value,
      log: logX.value,
      from: range.value ? Math.max(0, Math.floor((range.value.from - margin) * Math.min(...pers))) : null,
      to: range.value ? Math.ceil((range.value.to + margin) * Math.max(...pers)) : null,
    }
  })
  /** By time, what was measured inside stands where the steps of a curve do. */
  const ofEachStep = computed(() => {
    const asked = measures().flatMap((measure) => measureRule(measure).train ?? [])
    return asked.length === 0 && byTime.value && measures().some(isInside) ? (['trainLoss'] as const) : asked
  })
  const train = useCurves(() =>
    width.value === 0 || ofEachStep.value.length === 0
      ? null
      : { ...request.value, series: [...ofEachStep.value], smoothing: smoothing.value },
  )
  const evaluated = computed(() => measures().flatMap((measure) => measureRule(measure).test ?? []))
  const test = useCurves(() =>
    width.value === 0 || evaluated.value.length === 0 ? null : { ...request.value, series: evaluated.value, smoothing: 0 },
  )
  const curves = computed(() => [...(train.curves.value ?? []), ...(test.curves.value ?? [])])
  return { compared, curves, byTime, range, cursor, extent, longest, buckets, train, test }
}
