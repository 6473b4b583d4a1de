/** What a run's choice of device means for its process and for its graph. */
import { Failure } from '../files/failure.ts'
import type { DeviceChoice } from '../recipe/device.ts'

/**
 * Variables by which TensorFlow sees the chosen GPUs and no others, numbered as nvidia-smi does. Inside the process they are numbered
 * anew from 0.
 */
export function deviceEnvironment(choice: DeviceChoice, environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const visible = (list: string): NodeJS.ProcessEnv => ({ CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: list })
  switch (choice.kind) {
    case 'auto':
      // More than the first would stand idle, with some of its memory taken.
      return environment.CUDA_VISIBLE_DEVICES === undefined ? visible('0') : {}
    case 'cpu':
      return visible('-1')
    case 'gpu':
      return visible(choice.gpus.join(','))
  }
}

/** Where each replica runs; none for a single one, which TensorFlow places by itself. */
export function replicaDevices(choice: DeviceChoice): string[] {
  if (choice.kind !== 'gpu' || choice.gpus.length < 2) return []
  return choice.gpus.map((_gpu, index) => `/GPU:${index}`)
}

/** Throws a Failure when this process has no such device, or when the batch cannot be shared by them. */
export function checkDevice(choice: DeviceChoice, hasGpu: boolean, batchSize: number): void {
  if (choice.kind !== 'gpu') return
  if (!hasGpu) {
    throw new Failure(
      'no-gpu',
      `The run is to train on GPU ${choice.gpus.join(', ')}, but TensorFlow finds none here.`,
      '`npm run doctor` tells what a GPU needs; or choose the CPU.',
    )
  }
  const count = choice.gpus.length
  if (batchSize % count !== 0) {
    throw new Failure(
      'batch-not-shared',
      `A batch of ${batchSize} cannot be shared by ${count} GPUs in equal parts.`,
      `Choose a batch size that ${count} divides.`,
    )
  }
}
