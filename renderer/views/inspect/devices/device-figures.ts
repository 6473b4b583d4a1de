/** What a network takes on small devices, as series and as rows of a table. Pure. */
import { offBy, offText, type Form } from '../../../../core/inspect/analyses/devices.ts'
import type { PredictedUse } from '../../../../core/inspect/readings/predicted-use.ts'
import { formatBytes, formatCount, formatCounted, formatError, formatMilliseconds } from '../../../format.ts'
import type { Inspected } from '../inspected.ts'
import { seriesOf } from '../plot/of-run.ts'
import type { Series } from '../plot/series.ts'

export const formNames: Readonly<Record<Form, string>> = { float32: 'float32', bfloat16: 'bfloat16', folded: 'BN folded' }
const dashes: Readonly<Record<Form, string | undefined>> = { float32: undefined, bfloat16: '6 3', folded: '2 3' }

/** Runs with what was predicted of each; null until that is known. */
type Predicted = readonly PredictedUse[] | null

/** Milliseconds of an image by batch, a line a form, on so many threads. */
export function latencySeries(run: Inspected<'devices'>, threads: number): Series[] {
  return run.kept.result.forms.map(({ form, latencies }) => {
    const points = latencies
      .filter((one) => one.threads === threads)
      .map(({ batch, ms }) => ({
        x: Math.log2(batch),
        y: ms / batch,
        name: `${formatCounted(batch, 'image')} in ${formatMilliseconds(ms)}; each`,
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

export const timeColumns = ['run', 'form', 'threads', 'images at once', 'measured', 'predicted', 'off by'] as const

/** A row a form, threads and batch of a run. */
export function timeRows(inspected: readonly Inspected<'devices'>[], predicted: Predicted): string[][] {
  return inspected.flatMap(({ name, kept }, run) =>
    kept.result.forms.flatMap(({ form, latencies }, of) =>
      latencies.map(({ threads, batch, ms }, at) => {
        const foretold = predicted?.[run]?.forms[of]?.times[at] ?? null
        return [
          name,
          formNames[form],
          formatCount(threads),
          formatCount(batch),
          formatMilliseconds(ms),
          foretold === null ? '–' : formatMilliseconds(foretold),
          offText(offBy(ms, foretold)),
        ]
      }),
    ),
  )
}

/** What times are predicted by, or why they are not. */
export function aboutTimes(inspected: readonly Inspected<'devices'>[], predicted: Predicted): string {
  if (predicted === null) return ''
  const lacking = predicted.map(({ lacks }) => lacks)
  if (lacking.includes('speeds')) return 'none is predicted: this computer has not been measured yet, which System does'
  const others = inspected.filter((_, at) => lacking[at] === 'machine')
  const elsewhere = others.map(
    ({ name, kept }) => `; ${name} was measured on another computer (${kept.result.machine.processor})`,
  )
  return `predicted by this computer’s speeds; + where that was too long${elsewhere.join('')}`
}

export const memoryColumns = ['run', 'form', 'images at once', 'measured', 'predicted', 'off by'] as const

/** A row a form and batch of a run. */
export function memoryRows(inspected: readonly Inspected<'devices'>[], predicted: Predicted): string[][] {
  return inspected.flatMap(({ name, kept }, run) =>
    kept.result.forms.flatMap(({ form, memory }, of) =>
      memory.map(({ batch, bytes }, at) => {
        const foretold = predicted?.[run]?.forms[of]?.bytes[at] ?? null
        return [
          name,
          formNames[form],
          formatCount(batch),
          bytes === null ? '–' : formatBytes(bytes),
          foretold === null ? '–' : formatBytes(foretold),
          offText(offBy(bytes, foretold)),
        ]
      }),
    ),
  )
}

export const sizeColumns = ['run', 'form', 'layers', 'parameters', 'file', 'error', 'against float32'] as const

/** A row a form of a run. */
export function sizeRows(inspected: readonly Inspected<'devices'>[]): string[][] {
  return inspected.flatMap(({ name, kept: { result } }) => {
    const whole = result.forms.find(({ form }) => form === 'float32')?.error ?? NaN
    return result.forms.map(({ form, layers, parameters, fileBytes, error }) => [
      name,
      formNames[form],
      formatCount(layers),
      formatCount(parameters),
      formatBytes(fileBytes),
      formatError(error),
      form === 'float32' ? '' : `${error >= whole ? '+' : '−'}${(100 * Math.abs(error - whole)).toFixed(2)} points`,
    ])
  })
}
