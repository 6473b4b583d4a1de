/** What a network takes on small devices, as series and as rows of a table. Pure. */
import type { ResultOf } from '../../../../core/inspect/analyses.ts'
import { offBy, offText } from '../../../../core/inspect/analyses/devices.ts'
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
      .map(({ batch, ms, predictedMs }) => {
        const foretold = predictedMs === null ? '' : `, predicted ${formatMilliseconds(predictedMs)}`
        return {
          x: Math.log2(batch),
          y: ms / batch,
          name: `${formatCounted(batch, 'image')} in ${formatMilliseconds(ms)}${foretold}; each`,
        }
      })
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

export const timeColumns = ['run', 'form', 'threads', 'images at once', 'measured', 'predicted', 'off by'] as const

/** A row a form, threads and batch of a run. */
export function timeRows(inspected: readonly Inspected<'devices'>[]): string[][] {
  return inspected.flatMap(({ name, kept }) =>
    kept.result.forms.flatMap(({ form, latencies }) =>
      latencies.map((one) => {
        const off = offBy(one)
        return [
          name,
          formNames[form],
          formatCount(one.threads),
          formatCount(one.batch),
          formatMilliseconds(one.ms),
          one.predictedMs === null ? '–' : formatMilliseconds(one.predictedMs),
          off === null ? '–' : offText(off),
        ]
      }),
    ),
  )
}

/** Whether this computer's speeds were known when it was measured. */
export function isPredicted(inspected: readonly Inspected<'devices'>[]): boolean {
  return inspected.some(({ kept }) =>
    kept.result.forms.some(({ latencies }) => latencies.some((one) => one.predictedMs !== null)),
  )
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
