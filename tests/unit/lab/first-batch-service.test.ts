/** Tries of one batch, as the lab does them, with processes that only pretend to. */
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import type { FirstBatchState } from '../../../core/api/contract/first-batch.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import type { DatasetState } from '../../../core/datasets/describe.ts'
import { createFirstBatchService, type FirstBatchOptions, type FirstBatchService } from '../../../core/lab/first-batch-service.ts'
import type { FirstBatchSettings } from '../../../core/recipe/first-batch.ts'
import type { RuntimeLocation } from '../../../core/tensorflow/runtime-location.ts'

const native: RuntimeLocation = {
  kind: 'native',
  bindingPath: '',
  kernels: { kind: 'missing', reason: 'There are none in this test.', remedy: '' },
  libraryFolders: [],
  variant: 'cpu',
  version: '2.21.0',
}
const cifar = {
  name: 'CIFAR-10',
  status: { kind: 'ready' },
  trainCount: 50_000,
  testCount: 10_000,
  height: 32,
  width: 32,
  channels: 3,
  classes: Array<string>(10).fill('a'),
} as unknown as DatasetState
const preset = await loadPreset('resnet-20')
if (!preset) throw new Error('no preset')
const architecture = preset
/** What the pretended process does follows from the seed: see pretended-first-batch.ts. */
const settings: FirstBatchSettings = { images: 'cifar10', batchSize: 128, precision: 'float32', seed: 1 }
const ending = { done: 1, crash: 2, failure: 3, never: 4 } as const

let service: FirstBatchService
afterEach(() => service.close())

function open(change: Partial<FirstBatchOptions> = {}): void {
  service = createFirstBatchService({
    entry: fileURLToPath(new URL('./pretended-first-batch.ts', import.meta.url)),
    data: '/nowhere',
    dataset: () => cifar,
    predict: (_request, images) => ({ stepMs: 7, peakBytes: images.trainCount }),
    runtime: () => native,
    environment: () => process.env,
    isTraining: () => false,
    ...change,
  })
}

function start(seed: number, change: Partial<FirstBatchSettings> = {}): string {
  const started = service.calls['firstBatch.start']({ architecture, settings: { ...settings, seed, ...change } })
  return (started as { id: string }).id
}

/** The first state of that kind. */
function until(id: string, kind: FirstBatchState['kind']): Promise<FirstBatchState> {
  return new Promise((resolve) => {
    const view = service.streams.firstBatch({ id }, () => void look())
    const look = async (): Promise<void> => {
      const state = await view.read()
      if (state?.kind !== kind) return
      view.dispose()
      resolve(state)
    }
    void look()
  })
}

test('a try tells how far it is, and then what it found beside what was predicted', async () => {
  open()
  const id = start(ending.done)
  expect(service.busy).toBe(true)
  expect(await until(id, 'running')).toMatchObject({ kind: 'running' })
  // Numbers that are not finite come through as they are.
  expect(await until(id, 'done')).toMatchObject({
    firstBatch: { loss: NaN, stepMs: 12, peakBytes: 1e9 },
    predicted: { stepMs: 7, peakBytes: 50_000 },
    shared: false,
  })
})

test('noise is predicted with as many images as a batch has', async () => {
  open({ isTraining: () => true })
  expect(await until(start(ending.done, { images: 'noise' }), 'done')).toMatchObject({
    predicted: { peakBytes: 128 },
    shared: true,
  })
})

test('a process that crashes is that try alone: the next one is done', async () => {
  open()
  const [broken, good] = [start(ending.crash), start(ending.done)]
  expect(await until(broken, 'failed')).toMatchObject({
    reason: expect.stringContaining('ended by itself (SIGABRT)') as string,
    remedy: expect.stringContaining('Nothing else is touched') as string,
  })
  expect(await until(good, 'done')).toMatchObject({ kind: 'done' })
})

test('what the process says of its failure is handed on', async () => {
  open()
  expect(await until(start(ending.failure), 'failed')).toMatchObject({ reason: 'It is too large.', remedy: 'Try less.' })
})

test('one that is under way and one that waits can be cancelled', async () => {
  open()
  const [first, second, third] = [start(ending.never), start(ending.never), start(ending.done)]
  await until(second, 'waiting')
  await service.calls['firstBatch.cancel']({ id: second })
  await until(second, 'cancelled')
  await service.calls['firstBatch.cancel']({ id: first })
  await until(first, 'cancelled')
  await until(third, 'done')
  // One that has ended stays what it is.
  await service.calls['firstBatch.cancel']({ id: third })
  await until(third, 'done')
})

test('one that this lab never began is told apart', async () => {
  open()
  expect(await service.streams.firstBatch({ id: 'of another lab' }, () => undefined).read()).toBeNull()
})

test('what cannot be tried is refused with the reason, and noise is offered', () => {
  open({ dataset: () => ({ ...cifar, status: { kind: 'absent', downloadBytes: 1 } }) })
  expect(() => start(1)).toThrow('CIFAR-10 is not on this computer.')
  open({ dataset: () => ({ ...cifar, height: 28 }) })
  expect(() => start(1)).toThrow('ResNet-20 takes 32×32×3 images of 10 classes; CIFAR-10 has 28×32×3 images of 10.')
  open({ dataset: () => ({ ...cifar, trainCount: 100 }) })
  expect(() => start(1)).toThrow('CIFAR-10 has 100 images to train on, fewer than 128.')
  open({ runtime: () => ({ kind: 'missing', reason: 'It was not found.', remedy: 'Run setup.' }) })
  expect(() => start(1)).toThrow('It was not found.')
})
