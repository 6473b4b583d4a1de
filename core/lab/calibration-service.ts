/** Measures this machine when asked to, keeps what came of it in the library, and predicts runs from it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { lower } from '../architecture/lower.ts'
import type { CalibrationState } from '../api/contract/predictions.ts'
import type { LabHandlers } from '../api/server.ts'
import { writeDurably } from '../files/durable.ts'
import { Failure } from '../files/failure.ts'
import { OddFileError, readRegular } from '../files/regular-file.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import type { RuntimeLocation } from '../tensorflow/runtime-location.ts'
import {
  convolutionSpeeds,
  readCalibration,
  measuredSchema,
  speedsFor,
  type Calibration,
  type KnownSpeeds,
  type Machine,
} from '../prediction/calibration.ts'
import { designTimes } from '../prediction/design-times.ts'
import { predictRun } from '../prediction/prediction.ts'
import { namesOf } from '../prediction/speeds.ts'
import { thisMachine } from '../prediction/this-machine.ts'
import type { Recipe } from '../recipe/recipe.ts'
import type { Predict } from './new-run.ts'
import { createSignal, type Signal } from './signal.ts'
import { viewOf } from './views.ts'

export interface CalibrationService {
  readonly calls: Pick<LabHandlers['calls'], 'machine.measure' | 'machine.cancel' | 'designs.times'>
  readonly streams: Pick<LabHandlers['streams'], 'machine'>
  readonly predict: Predict
  /** Of these kernels; null where they were not measured, and where a GPU computes. */
  speeds(kernels: Recipe['kernels']): KnownSpeeds | null
  readonly changed: Signal
  readonly busy: boolean
  /** Training begins, which would be measured with it: what is under way ends. */
  yieldToTraining(): void
  close(): void
}

export interface CalibrationOptions {
  readonly libraryFolder: string
  /** Script that measures: core/training/calibration/calibrate-main.ts. */
  readonly entry: string
  /** Where native TensorFlow is now. */
  runtime(): RuntimeLocation
  /** Environment of a process that computes there. */
  environment(device: DeviceChoice): NodeJS.ProcessEnv
  /** Whether a run trains or is about to. */
  isTraining(): boolean
}

export const calibrationEntry = fileURLToPath(new URL('../training/calibration/calibrate-main.ts', import.meta.url))
const fileName = 'machine.json'
/** A hundred times what one has. */
const mostBytes = 1_000_000

/** What the process prints, a line each. */
const lineSchema = z.union([z.strictObject({ done: z.number(), total: z.number() }), measuredSchema])

type Measured = z.infer<typeof measuredSchema>
type Native = Extract<RuntimeLocation, { kind: 'native' }>

export function createCalibrationService(options: CalibrationOptions): CalibrationService {
  const { libraryFolder, entry, runtime, environment, isTraining } = options
  const file = join(libraryFolder, fileName)
  const changed = createSignal()
  let under: { readonly child: ChildProcess; readonly begun: number; done: number; total: number } | null = null
  let failed: Extract<CalibrationState, { kind: 'failed' }> | null = null
  /** Null before the file was looked at. */
  let kept: { readonly calibration: Calibration | null; readonly of: Native } | null = null

  const known = (): Calibration | null => {
    const location = runtime()
    if (location.kind === 'missing') return null
    if (kept?.of.version !== location.version || kernelsOf(kept.of) !== kernelsOf(location)) {
      kept = { calibration: readFile(file, thisMachine(location.version), kernelsOf(location)), of: location }
    }
    return kept.calibration
  }
  const fail = (reason: string, remedy: string): void => {
    failed = { kind: 'failed', reason, remedy }
  }
  const finish = (location: Native, measured: Measured): void => {
    const machine = thisMachine(location.version)
    const kernels = kernelsOf(location)
    const written = { format: 'stagecraft-machine', version: 1, machine, kernels, measuredAt: Date.now(), ...measured }
    writeDurably(file, `${JSON.stringify(written, null, 2)}\n`)
    // It is read again when it is next asked for.
    kept = null
  }

  const measure = (location: Native): void => {
    const child = spawn(process.execPath, [entry], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment({ kind: 'cpu' }),
      windowsHide: true,
    })
    const mine = { child, begun: performance.now(), done: 0, total: 0 }
    under = mine
    failed = null
    let measured: Measured | null = null
    let said = ''
    createInterface({ input: child.stdout }).on('line', (line) => {
      const read = lineSchema.safeParse(parsed(line))
      if (!read.success || under !== mine) return
      if ('speeds' in read.data) measured = read.data
      else Object.assign(mine, read.data)
      changed.emit()
    })
    child.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)))
    child.once('error', (error) => (said = error.message))
    child.once('close', (code) => {
      // Ended by us: what there is to say was said then.
      if (under !== mine) return
      under = null
      try {
        if (code === 0 && measured !== null) finish(location, measured)
        else fail(`The measurement ended early. ${lastLine(said)}`.trim(), 'Measure again.')
      } catch (thrown) {
        fail(
          `The figures could not be kept: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
          'Make room, and measure again.',
        )
      }
      changed.emit()
    })
    changed.emit()
  }
  const end = (): void => {
    const child = under?.child
    under = null
    child?.kill('SIGTERM')
    changed.emit()
  }

  const state = (): CalibrationState => {
    if (under) {
      const { begun, done, total } = under
      const remainingMs = done > 0 ? ((performance.now() - begun) / done) * (total - done) : null
      return { kind: 'measuring', done, total, remainingMs }
    }
    if (failed) return failed
    const location = runtime()
    if (location.kind === 'missing') return { kind: 'unavailable', reason: location.reason, remedy: location.remedy }
    const calibration = known()
    if (calibration === null) return { kind: 'none' }
    const { measuredAt, others, lacks, ofOtherKernels } = calibration
    const convolutions = convolutionSpeeds(calibration)
    return { kind: 'measured', at: measuredAt, others, lacks: namesOf(lacks), ofOtherKernels, convolutions }
  }

  return {
    calls: {
      'machine.measure': () => {
        if (under) return null
        const location = runtime()
        if (location.kind === 'missing') throw new Failure('tensorflow-missing', location.reason, location.remedy)
        if (isTraining()) {
          throw new Failure(
            'busy',
            'A run trains or is queued, and would make this computer look slower than it is.',
            'Measure when nothing trains.',
          )
        }
        measure(location)
        return null
      },
      'machine.cancel': () => {
        if (under) end()
        return null
      },
      'designs.times': ({ architecture }) => {
        const location = runtime()
        const calibration = known()
        const lowered = lower(architecture)
        if (calibration === null || !lowered.ok || location.kind === 'missing' || !isOnCpu({ kind: 'auto' }, location))
          return null
        return { ...designTimes(lowered.graph, calibration.speeds.float32), cores: calibration.machine.cores }
      },
    },
    streams: { machine: (_parameters, onChange) => viewOf(state, changed.watch(onChange)) },
    predict({ architecture, recipe, device }, images) {
      const location = runtime()
      const calibration = known()
      if (calibration === null || location.kind === 'missing' || !isOnCpu(device, location)) return null
      const lowered = lower(architecture)
      if (!lowered.ok) return null
      const { trainCount, testCount, height, width, channels } = images
      const bytes = height * width * channels
      const data = { trainBytes: trainCount * bytes, testBytes: testCount * bytes }
      const speeds = speedsFor(calibration, recipe.kernels)
      return speeds === null ? null : predictRun(lowered.graph, recipe, data, speeds)
    },
    speeds(kernels) {
      const location = runtime()
      const calibration = known()
      if (calibration === null || location.kind === 'missing' || !isOnCpu({ kind: 'auto' }, location)) return null
      const speeds = speedsFor(calibration, kernels)
      return speeds === null ? null : { machine: calibration.machine, speeds }
    },
    changed,
    get busy() {
      return under !== null
    },
    yieldToTraining() {
      if (!under || !isTraining()) return
      fail('A run began, and would have been measured with it.', 'Measure again when nothing trains.')
      end()
    },
    close: () => under?.child.kill('SIGTERM'),
  }
}

/** Only processors are measured: what a GPU would take is not predicted. */
function isOnCpu(device: DeviceChoice, { variant }: Native): boolean {
  return device.kind === 'cpu' || (device.kind === 'auto' && variant === 'cpu')
}

/** Version of our own kernels; null for none. */
function kernelsOf({ kernels }: Native): string | null {
  return kernels.kind === 'compiled' ? kernels.version : null
}

function readFile(file: string, machine: Machine, kernels: string | null): Calibration | null {
  try {
    const bytes = readRegular(file, mostBytes)
    return bytes === null ? null : readCalibration(bytes.toString('utf8'), machine, kernels)
  } catch (thrown) {
    // What cannot be read counts as none, as what is damaged does.
    if (thrown instanceof OddFileError) return null
    throw thrown
  }
}

/** Null of what is no JSON: TensorFlow prints lines of its own. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
