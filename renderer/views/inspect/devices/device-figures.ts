/** What a network takes on small devices, as series and as rows of a table. Pure. */
import type { ResultOf } from '../../../../core/inspect/analyses.ts'
import { formatBytes, formatCount, formatCounted, formatError, formatMilliseconds } from '../../../format.ts'
import type { Inspected } from '../inspected.ts'
import { seriesOf } from '../plot/of-run.ts'
import type { Series } from '../plot/series.ts'

type Form = ResultOf<'devices'>['forms'][number]['form']

export const formNames: Readonly<Record<Form, string>> = { float32: 'float32', bfloat16: 'bfloat16', folded: 'BN folded' }
const dashes: Readonly<Record<Form, string | undefined>> = { float32: undefined, bfloat16: '6 3', folded: '2 3' }

/** Milliseconds of an image by batch, a line a form, on so many threads. */
export function latencySeries(run: Inspected<'devices'>, threads: number): Series[] {
  return run.kept.result.forms.map(({ form, latencies }) => {
    const points = latencies
      .filter((one) => one.threads === threads)
      .map(({ batch, ms, atFullPaceMs }) => ({
        x: Math.log2(batch),
        y: ms / batch,
        name: `${formatCounted(batch, 'image')} in ${formatMilliseconds(ms)}, at full pace ${formatMilliseconds(atFullPaceMs)}; each`,
      }))
    const name = `${formNames[form]}, ${run.name}`
    return { ...seriesOf(run, points, true), key: `${run.id} ${form}`, name, dash: dashes[form], isRing: form !== 'float32' }
  })
}

export function threadsOf(inspected: readonly Inspected<'devices'>[]): number[] {
  const all = inspected.flatMap(({ kept }) =>
    kept.result.forms.flatMap(({ latencies }) => latencies.map(({ threads }) => threads)),
  )
  return [...new Set(all)].sort((one, other) => one - other)
}

export const sizeColumns = [
  'run',
  'form',
  'layers',
  'parameters',
  'file',
  'weights',
  'maps of an image',
  'error',
  'against float32',
] as const

/** A row a form of a run. */
export function sizeRows(inspected: readonly Inspected<'devices'>[]): string[][] {
  return inspected.flatMap(({ name, kept: { result } }) => {
    const whole = result.forms.find(({ form }) => form === 'float32')?.error ?? NaN
    return result.forms.map(({ form, layers, parameters, fileBytes, weightBytes, mapBytes, error }) => [
      name,
      formNames[form],
      formatCount(layers),
      formatCount(parameters),
      formatBytes(fileBytes),
      formatBytes(weightBytes),
      formatBytes(mapBytes),
      formatError(error),
      form === 'float32' ? '' : `${error >= whole ? '+' : '−'}${(100 * Math.abs(error - whole)).toFixed(2)} points`,
    ])
  })
}
