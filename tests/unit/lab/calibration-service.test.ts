/** Measuring this machine, as the lab does it, with processes that only pretend to. Oracle: the speeds they print. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CalibrationState } from '../../../core/api/contract/predictions.ts'
import type { DatasetState } from '../../../core/datasets/describe.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import {
  createCalibrationService,
  type CalibrationOptions,
  type CalibrationService,
} from '../../../core/lab/calibration-service.ts'
import type { RuntimeLocation } from '../../../core/tensorflow/runtime-location.ts'
import { probeRecipe } from '../../../core/training/calibration/probes.ts'

const native: RuntimeLocation = {
  kind: 'native',
  bindingPath: '',
  kernels: { kind: 'compiled', path: '', version: 'a' },
  libraryFolders: [],
  variant: 'cpu',
  version: '2.21.0',
}
const cifar = { trainCount: 50_000, testCount: 10_000, height: 32, width: 32, channels: 3 } as DatasetState
const entry = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const preset = await loadPreset('resnet-20')
if (!preset) throw new Error('no preset')
const request = { architecture: preset, recipe: probeRecipe(32, 'float32'), device: { kind: 'auto' } as const }

const withTensorFlow = { ...request, recipe: { ...request.recipe, kernels: 'tensorflow' as const } }

let folder = ''
let service: CalibrationService
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'stagecraft-machine-'))))
afterEach(() => {
  service.close()
  rmSync(folder, { recursive: true })
})

function open(change: Partial<CalibrationOptions> = {}): CalibrationService {
  service = createCalibrationService({
    libraryFolder: folder,
    entry: entry('./quick-measurement.ts'),
    runtime: () => native,
    environment: () => process.env,
    isTraining: () => false,
    ...change,
  })
  return service
}

/** The first state of that kind. */
function until(kind: CalibrationState['kind']): Promise<CalibrationState> {
  return new Promise((resolve) => {
    const view = service.streams.machine({}, () => void look())
    const look = async (): Promise<void> => {
      const state = await view.read()
      if (state.kind !== kind) return
      view.dispose()
      resolve(state)
    }
    void look()
  })
}

test('nothing is predicted until the machine is measured; then it is, also by the next lab', async () => {
  open()
  await until('none')
  expect(service.predict(request, cifar)).toBeNull()
  expect(await service.calls['designs.times']({ architecture: request.architecture })).toBeNull()
  await service.calls['machine.measure']({})
  expect(service.busy).toBe(true)
  // 10⁻⁸ ms for a multiply-accumulate are 10¹¹ a second; of the other channels nothing was told apart.
  expect(await until('measured')).toMatchObject({
    others: 0.25,
    convolutions: [
      { precision: 'float32', channels: 512, macsPerSecond: 1e11 },
      { precision: 'bfloat16', channels: 512, macsPerSecond: 1e11 },
    ],
  })
  expect(service.busy).toBe(false)
  expect(service.predict(request, cifar)?.stepMs).toBe(7)
  // Nothing but steps takes time there.
  const times = await service.calls['designs.times']({ architecture: request.architecture })
  expect(times).toMatchObject({ stepMs: 7, batchSize: 128, precision: 'float32', cores: availableParallelism() })
  expect(new Set(times?.layers)).toEqual(new Set([0]))
  const { recipe } = request
  expect(service.predict({ ...request, recipe: { ...recipe, accumulation: 3 } }, cifar)?.stepMs).toBe(21)
  open()
  await until('measured')
  expect(service.predict(request, cifar)?.stepMs).toBe(7)
})

test('on a GPU, and where TensorFlow is another, nothing is predicted', async () => {
  open()
  await service.calls['machine.measure']({})
  await until('measured')
  expect(service.predict({ ...request, device: { kind: 'gpu', gpus: [0] } }, cifar)).toBeNull()
  open({ runtime: () => ({ ...native, variant: 'gpu' }) })
  expect(service.predict(request, cifar)).toBeNull()
  expect(service.predict({ ...request, device: { kind: 'cpu' } }, cifar)?.stepMs).toBe(7)
  open({ runtime: () => ({ ...native, version: '2.22.0' }) })
  await until('none')
})

test('a damaged file counts as none', async () => {
  writeFileSync(join(folder, 'machine.json'), '{"format":"stagecraft-machine","vers')
  open()
  await until('none')
  await service.calls['machine.measure']({})
  await until('measured')
  expect(JSON.parse(readFileSync(join(folder, 'machine.json'), 'utf8'))).toMatchObject({
    version: 1,
    machine: { tensorflow: '2.21.0' },
  })
})

test('so does a folder or a link in its place, and what cannot be kept there is said', async () => {
  const file = join(folder, 'machine.json')
  symlinkSync(join(folder, 'elsewhere.json'), file)
  open()
  await until('none')
  rmSync(file)
  mkdirSync(file)
  open()
  await until('none')
  expect(service.predict(request, cifar)).toBeNull()
  await service.calls['machine.measure']({})
  expect(await until('failed')).toMatchObject({ reason: expect.stringContaining('The figures could not be kept') as string })
})

test('a measurement that breaks says why, and leaves what there was', async () => {
  open()
  await service.calls['machine.measure']({})
  await until('measured')
  const before = readFileSync(join(folder, 'machine.json'), 'utf8')
  open({ environment: () => ({ ...process.env, STAGECRAFT_PROBE: 'broken' }) })
  await service.calls['machine.measure']({})
  const failed = await until('failed')
  expect(failed).toMatchObject({ remedy: 'Measure again.' })
  expect(readFileSync(join(folder, 'machine.json'), 'utf8')).toBe(before)
})

test('it can be cancelled, is refused beside training, and ends when a run begins', async () => {
  let training = false
  open({ entry: entry('./slow-measurement.ts'), isTraining: () => training })
  await service.calls['machine.measure']({})
  await until('measuring')
  await service.calls['machine.cancel']({})
  await until('none')
  expect(service.busy).toBe(false)
  await service.calls['machine.measure']({})
  training = true
  service.yieldToTraining()
  expect(await until('failed')).toMatchObject({ reason: expect.stringContaining('A run began') as string })
  expect(() => service.calls['machine.measure']({})).toThrow('A run trains or is queued')
})

test('what an older version measured predicts on, and says what it lacks', async () => {
  open()
  await service.calls['machine.measure']({})
  await until('measured')
  service.close()
  const file = join(folder, 'machine.json')
  const kept = JSON.parse(readFileSync(file, 'utf8')) as {
    speeds: { [precision: string]: { [kind: string]: number } }
    tensorflowSpeeds?: unknown
  }
  for (const speeds of Object.values(kept.speeds)) delete speeds['depthwiseConv']
  delete kept.tensorflowSpeeds
  writeFileSync(file, JSON.stringify(kept))
  open()
  expect(await until('measured')).toMatchObject({ lacks: ['depthwise convolutions'] })
  expect(service.predict(request, cifar)?.stepMs).toBeCloseTo(7, 0)
  // By which kernels it was measured is not known then.
  expect(service.predict(withTensorFlow, cifar)).toBeNull()
})

test('a recipe with TensorFlow’s kernels is predicted by what they were measured at', async () => {
  open()
  await service.calls['machine.measure']({})
  await until('measured')
  expect(service.predict(request, cifar)?.stepMs).toBeCloseTo(7, 0)
  expect(service.predict(withTensorFlow, cifar)?.stepMs).toBeCloseTo(9, 0)
})

test('once our own kernels are others it says so and predicts on; where there are none, TensorFlow’s times are all', async () => {
  let location = native
  open({ runtime: () => location })
  await service.calls['machine.measure']({})
  expect(await until('measured')).toMatchObject({ ofOtherKernels: false })
  location = { ...native, kernels: { kind: 'compiled', path: '', version: 'b' } }
  expect(await until('measured')).toMatchObject({ ofOtherKernels: true })
  expect(service.predict(request, cifar)?.stepMs).toBeCloseTo(7, 0)
  location = { ...native, kernels: { kind: 'missing', reason: 'There is no compiler.', remedy: '' } }
  expect(await until('measured')).toMatchObject({ ofOtherKernels: false })
  expect(service.predict(request, cifar)?.stepMs).toBeCloseTo(9, 0)
})

test('without TensorFlow it is not offered', async () => {
  open({ runtime: () => ({ kind: 'missing', reason: 'It was not found.', remedy: 'Run setup.' }) })
  await until('unavailable')
  expect(() => service.calls['machine.measure']({})).toThrow('It was not found.')
})
