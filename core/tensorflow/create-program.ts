/** Makes a training program with the fastest interpreter this machine has. */
import { availableParallelism } from 'node:os'
import type { ProgramRequest, TrainingProgram } from '../training/program.ts'
import { loadBinding } from './binding.ts'
import { createEagerProgram } from './eager-program.ts'
import { createNativeProgram } from './native-program.ts'
import type { RuntimeLocation } from './runtime-location.ts'

/** Native TensorFlow where set-up found one, else the eager interpreter in plain JavaScript, which is far slower. */
export async function createProgram(location: RuntimeLocation, request: ProgramRequest): Promise<TrainingProgram> {
  if (location.kind === 'missing') return createEagerProgram('tfjs in plain JavaScript, without native TensorFlow', request)
  const binding = loadBinding(location.bindingPath)
  const hardware = binding.isUsingGpuDevice() ? 'GPU' : `CPU, ${availableParallelism()} cores`
  return createNativeProgram(binding, `TensorFlow ${binding.TF_Version}, ${hardware}`, request)
}
