/** This computer and the programs on it, as an attempt that begins here keeps them. */
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import application from '../../package.json' with { type: 'json' }
import type { AttemptMachine } from '../store/attempt-machine.ts'
import { findNvidiaDriver } from '../tensorflow/nvidia-driver.ts'
import { loadKernels } from '../tensorflow/own-kernels/module.ts'
import type { RuntimeLocation } from '../tensorflow/runtime-location.ts'
import type { Recipe } from '../recipe/recipe.ts'

/** `usesGpu`: whether the network computes on a graphics card. */
export function thisMachine(location: RuntimeLocation, { kernels }: Pick<Recipe, 'kernels'>, usesGpu: boolean): AttemptMachine {
  const cores = availableParallelism()
  return {
    stagecraft: application.version,
    node: process.versions.node,
    tensorflow: location.kind === 'missing' ? null : `${location.version}, for ${location.variant === 'gpu' ? 'GPUs' : 'CPUs'}`,
    tfjs: application.dependencies['@tensorflow/tfjs-core'],
    oneDnn: location.kind === 'missing' ? null : oneDnnWords(process.env),
    kernels: kernels === 'own' && !usesGpu ? kernelsWords(location) : 'not used',
    system: systemWords(),
    processor: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cores} ${cores === 1 ? 'core' : 'cores'}`,
    memoryBytes: totalmem(),
    gpuDriver: driverWords(),
  }
}

function kernelsWords(location: RuntimeLocation): string {
  if (location.kind === 'missing') return 'not used: tfjs computes'
  if (location.kernels.kind === 'missing') return `not used: ${location.kernels.reason}`
  const loaded = loadKernels(location.kernels.path)
  switch (loaded.kind) {
    case 'ready':
      return `with ${loaded.instructions}, compiled here`
    case 'unsuitable':
      return 'not used: this processor has none of their instructions, or may not use them'
    case 'broken':
      return `not used: they do not load (${loaded.reason})`
  }
}

/** It comes with TensorFlow, and has no version that can be asked for. */
function oneDnnWords({ TF_ENABLE_ONEDNN_OPTS: enabled, ONEDNN_MAX_CPU_ISA: limit }: NodeJS.ProcessEnv): string {
  if (enabled === '0') return 'switched off'
  return limit === undefined ? "TensorFlow's own" : `TensorFlow's own, limited to ${limit}`
}

function systemWords(): string {
  const kernel = `${type()} ${release()}, ${process.arch}`
  const file = '/etc/os-release'
  if (process.platform !== 'linux' || !existsSync(file)) return kernel
  const name = /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(readFileSync(file, 'utf8'))?.[1]
  return name === undefined ? kernel : `${name}, ${kernel}`
}

function driverWords(): string | null {
  const driver = findNvidiaDriver()
  return driver === null ? null : (driver.version ?? 'lent by Windows')
}
