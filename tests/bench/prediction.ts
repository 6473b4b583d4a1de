/**
 * How good predictions are: this machine is calibrated as the app does it, then some steps of each preset are taken in a process of its own,
 * and what was foretold stands beside what was measured. Prints each case's errors and their medians; `node tests/bench/prediction.ts`.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { loadPreset } from '../../core/architecture/presets.ts'
import { runtimeLocation, trainerEnvironment } from '../../core/tensorflow/runtime-location.ts'
import { speedsByPrecisionSchema } from '../../core/training/prediction/calibration.ts'
import { foretell } from '../../core/training/prediction/prediction.ts'
import { graphOf } from '../engine/native.ts'
import { predictedCases, recipeOfCase, type PredictedCase } from './predicted-cases.ts'
import { median } from './statistics.ts'

const run = promisify(execFile)
const calibrate = fileURLToPath(new URL('../../core/training/prediction/calibrate-main.ts', import.meta.url))
const stepper = fileURLToPath(new URL('./predicted-steps.ts', import.meta.url))

export async function measurePrediction(): Promise<void> {
  const environment = trainerEnvironment(runtimeLocation(), { kind: 'cpu' })
  const node = async (...args: string[]): Promise<string> => (await run(process.execPath, args, { env: environment })).stdout
  const startedAt = performance.now()
  const last = (await node(calibrate)).trim().split('\n').at(-1) ?? ''
  const { speeds } = JSON.parse(last) as { speeds: unknown }
  const known = speedsByPrecisionSchema.parse(speeds)
  console.log(`Calibrated in ${((performance.now() - startedAt) / 1000).toFixed(0)} s.\n`)
  console.log('net          batch  precision  recomputed     ms foretold   error       MB foretold   error')

  const rows: Row[] = []
  for (const one of predictedCases()) {
    const measured = JSON.parse(await node(stepper, JSON.stringify(one))) as { ms: number; bytes: number; dataBytes: number }
    const architecture = await loadPreset(one.net)
    if (architecture === null) throw new Error(`There is no preset "${one.net}".`)
    const data = { trainBytes: measured.dataBytes, testBytes: 0 }
    const foretold = foretell(graphOf(architecture), recipeOfCase(one), data, known)
    if (foretold === null) throw new Error(`Nothing is foretold of ${one.precision}.`)
    const row = {
      ...one,
      measured,
      foretold,
      time: foretold.stepMs / measured.ms - 1,
      memory: foretold.peakBytes / measured.bytes - 1,
    }
    rows.push(row)
    console.log(line(row))
  }
  const error = (of: 'time' | 'memory'): number => median(rows.map((row) => Math.abs(row[of])))
  const worst = (of: 'time' | 'memory'): number => Math.max(...rows.map((row) => Math.abs(row[of])))
  const words = (of: 'time' | 'memory'): string => `${percent(error(of))} in the median, ${percent(worst(of))} at worst`
  console.log(`\nErrors of step time: ${words('time')}; of peak memory: ${words('memory')}.`)
  const file = fileURLToPath(new URL('../../test-results/prediction.json', import.meta.url))
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(
    file,
    JSON.stringify({ machine: { cpu: cpus()[0]?.model, cores: availableParallelism() }, speeds, rows }, null, 2) + '\n',
  )
  console.log(`All of it is in ${file}.`)
}

interface Row extends PredictedCase {
  readonly measured: { readonly ms: number; readonly bytes: number; readonly dataBytes: number }
  readonly foretold: { readonly stepMs: number; readonly peakBytes: number }
  readonly time: number
  readonly memory: number
}

function line({ net, batch, precision, recomputation, measured, foretold, time, memory }: Row): string {
  const figures = [measured.ms, foretold.stepMs, percent(time), measured.bytes / 1e6, foretold.peakBytes / 1e6, percent(memory)]
  const cells = figures.map((figure) => (typeof figure === 'number' ? figure.toFixed(0) : figure).padStart(8))
  return `${net.padEnd(12)} ${String(batch).padStart(5)}  ${precision.padEnd(9)}  ${recomputation.padEnd(9)} ${cells.join(' ')}`
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await measurePrediction()
