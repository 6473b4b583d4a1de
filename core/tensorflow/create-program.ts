/** Makes a training program with the fastest interpreter this machine has. */
import { availableParallelism } from 'node:os'
import type { DeviceChoice } from '../recipe/device.ts'
import type { ProgramRequest, TrainingProgram } from './program.ts'
import { loadBinding } from './binding.ts'
import { checkDevice, replicaDevices } from './device-choice.ts'
import { createNativeProgram } from './native-program.ts'
import { instructionsOf } from './own-kernels/module.ts'
import type { RuntimeLocation } from './runtime-location.ts'

/**
 * Native TensorFlow where set-up found one, else the eager interpreter in plain JavaScript, which is far slower. The process was started
 * in the environment of the device. Throws a Failure when it is not there.
 */
export async function createProgram(
  location: RuntimeLocation,
  request: Omit<ProgramRequest, 'devices'>,
  device: DeviceChoice = { kind: 'auto' },
): Promise<TrainingProgram> {
  if (location.kind === 'missing') {
    // tfjs takes 35 MB that native TensorFlow does without.
    const { createEagerProgram } = await import('./eager-program.ts')
    return createEagerProgram('tfjs in plain JavaScript, without native TensorFlow', request)
  }
  const binding = loadBinding(location.bindingPath)
  const hasGpu = binding.isUsingGpuDevice()
  checkDevice(device, hasGpu, request.recipe.batchSize)
  const devices = replicaDevices(device)
  const kernels = request.recipe.kernels === 'own' && !hasGpu ? instructionsOf(location.kernels) : null
  const cores = `CPU, ${availableParallelism()} cores${kernels === null ? '' : `, own kernels (${kernels})`}`
  const hardware = hasGpu ? (devices.length > 1 ? `${devices.length} GPUs` : 'GPU') : cores
  return createNativeProgram(binding, `TensorFlow ${binding.TF_Version}, ${hardware}`, {
    ...request,
    devices,
    ...(kernels === null ? {} : { kernels }),
  })
}
