/**
 * How good predictions are: this machine is calibrated as the app does it, then some steps of each preset are taken in a process of its own,
 * and what was predicted stands beside what was measured.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { runtimeLocation, trainerEnvironment } from '../../../core/tensorflow/runtime-location.ts'
import { measuredSchema, speedsFor } from '../../../core/prediction/calibration.ts'
import { predictRun } from '../../../core/prediction/prediction.ts'
import { graphOf } from '../../engine/native.ts'
import type { Figure } from '../report.ts'
import { median, spreadOf } from '../statistics.ts'
import { presetOf } from '../workload.ts'
import type { MeasureRequest } from './measures.ts'
import { predictedCases, recipeOfCase, type PredictedCase } from './predicted-cases.ts'

const run = promisify(execFile)
const calibrate = fileURLToPath(new URL('../../../core/training/calibration/calibrate-main.ts', import.meta.url))
const stepper = fileURLToPath(new URL('./predicted-steps.ts', import.meta.url))

const takenSchema = z.strictObject({ ms: z.number(), bytes: z.number(), dataBytes: z.number() })

/** Errors in percent of what was measured: of each case, and their medians with the least and the largest. */
export async function measurePrediction({ nets }: MeasureRequest): Promise<Figure[]> {
  const environment = trainerEnvironment(runtimeLocation(), { kind: 'cpu' })
  const node = async (...args: string[]): Promise<string> => (await run(process.execPath, args, { env: environment })).stdout
  const lines = (await node(calibrate)).trim().split('\n')
  const calibrated = measuredSchema.parse(JSON.parse(lines.at(-1) ?? ''))
  console.log(`Calibrated while other programs had ${(100 * calibrated.others).toFixed(0)} % of the processors.`)
  console.log('net          batch  precision  recomputed  kernels          ms predicted    error       MB predicted    error')
  const rows: Row[] = []
  for (const one of predictedCases(nets)) {
    const measured = takenSchema.parse(JSON.parse(await node(stepper, JSON.stringify(one))))
    const data = { trainBytes: measured.dataBytes, testBytes: 0 }
    const speeds = speedsFor(calibrated, one.kernels) ?? {}
    const predicted = predictRun(graphOf(await presetOf(one.net)), recipeOfCase(one), data, speeds)
    if (predicted === null) throw new Error(`Nothing is predicted of ${one.precision}.`)
    const row = {
      ...one,
      measured,
      predicted,
      time: percent(predicted.stepMs, measured.ms),
      memory: percent(predicted.peakBytes, measured.bytes),
    }
    rows.push(row)
    console.log(line(row))
  }
  return (['time', 'memory'] as const).flatMap((of) => {
    const sizes = rows.map((row) => Math.abs(row[of]))
    const overall: Figure = { name: `error of ${of}, median`, value: median(sizes), unit: '%', spread: spreadOf(sizes) }
    return [overall, ...rows.map((row) => ({ name: `error of ${of}, ${nameOf(row)}`, value: row[of], unit: '%', spread: null }))]
  })
}

interface Row extends PredictedCase {
  readonly measured: z.infer<typeof takenSchema>
  readonly predicted: { readonly stepMs: number; readonly peakBytes: number }
  readonly time: number
  readonly memory: number
}

function percent(predicted: number, measured: number): number {
  return 100 * (predicted / measured - 1)
}

function nameOf({ net, batch, precision, activationCheckpointing, kernels }: PredictedCase): string {
  const again = activationCheckpointing === 'off' ? '' : ` ${activationCheckpointing}`
  return `${net} ${batch} ${precision}${again}${kernels === 'own' ? '' : " TensorFlow's kernels"}`
}

function line({ net, batch, precision, activationCheckpointing, kernels, measured, predicted, time, memory }: Row): string {
  const words = `${net.padEnd(12)} ${String(batch).padStart(5)}  ${precision.padEnd(9)}  ${activationCheckpointing.padEnd(10)}  ${kernels.padEnd(10)}`
  const figures = (own: number, told: number, error: number): string =>
    `${own.toFixed(0).padStart(8)} ${told.toFixed(0).padStart(8)} ${error.toFixed(1).padStart(6)} %`
  return `${words} ${figures(measured.ms, predicted.stepMs, time)} ${figures(measured.bytes / 1e6, predicted.peakBytes / 1e6, memory)}`
}
