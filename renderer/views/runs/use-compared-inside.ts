/** What was measured inside compared runs, at the layer that a person chose; asked for while a chart of it stands among the others. */
import { useStorage } from '@vueuse/core'
import { computed, type ComputedRef, type Ref } from 'vue'
import type { TelemetryLines, TelemetryQuantity } from '../../../core/graph/telemetry.ts'
import type { Curve } from '../../../core/store/run.ts'
import type { Range } from '../../components/charts/chart.ts'
import { useStream } from '../../use-stream.ts'
import type { ComparedRun } from './compare-panels.ts'
import { layerChoices, layerOf } from './compared-inside.ts'

export interface ComparedInside {
  readonly lines: ComputedRef<TelemetryLines>
  /** As `layerChoices` has it. */
  readonly layer: Ref<string>
  readonly layers: ComputedRef<{ value: string; label: string }[]>
}

export interface InsideSight {
  readonly compared: readonly ComparedRun[]
  /** Where x is time, steps in sight follow from the curves. */
  readonly curves: readonly Curve[]
  readonly byTime: boolean
  readonly range: Range | null
  readonly columns: number
}

export function useComparedInside(quantities: () => readonly TelemetryQuantity[], sight: () => InsideSight): ComparedInside {
  const layer = useStorage('stagecraft.compared-layer', 'first')
  const { value } = useStream(
    'telemetryLines',
    () => {
      const asked = quantities()
      const { compared, columns, ...rest } = sight()
      if (asked.length === 0 || compared.length === 0 || columns === 0) return null
      const runs = compared.map((one) => ({ id: one.run.record.id, ...stepsInSight(one, rest) }))
      return { runs, quantities: [...asked], layer: layerOf(layer.value), columns }
    },
    { askEveryMs: 80 },
  )
  const lines = computed(() => value.value ?? { names: [], lines: [] })
  return { lines, layer, layers: computed(() => layerChoices(lines.value.names, layer.value)) }
}

/** With one step beyond either end, so that lines reach the edges. */
function stepsInSight(
  { run, per }: ComparedRun,
  { curves, byTime, range }: Pick<InsideSight, 'curves' | 'byTime' | 'range'>,
): { from: number | null; to: number | null } {
  if (range === null) return { from: null, to: null }
  const margin = (range.to - range.from) * 0.02
  const [from, to] = [(range.from - margin) * per, (range.to + margin) * per]
  if (!byTime) return { from: Math.max(0, Math.floor(from)), to: Math.ceil(to) }
  const curve = curves.find((one) => one.run === run.record.id)
  const within = [...(curve?.steps ?? [])].filter((_, at) => (curve?.x[at] ?? NaN) >= from && (curve?.x[at] ?? NaN) <= to)
  return { from: within[0] ?? null, to: within.at(-1) ?? null }
}
