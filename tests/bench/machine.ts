/** What the figures were measured on. */
import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { findNvidiaDriver, hasNvidiaDevice } from '../../core/tensorflow/nvidia-driver.ts'
import { Failure } from '../../core/files/failure.ts'
import { runtimeLocation } from '../../core/tensorflow/runtime-location.ts'
import { withoutLibraries } from '../reference/python.ts'
import type { InstructionLimit } from './instructions.ts'
import type { Device, Precision } from './workload.ts'

export interface Machine {
  readonly cpu: string
  /** What engines might use of it. */
  readonly instructions: InstructionLimit
  readonly cores: number
  readonly memoryGB: number
  readonly system: string
  readonly gpu: string | null
  /** Programs that wanted a core when the benchmark began, over the last minute: near 0 on a quiet machine. */
  readonly loadBefore: number
}

export function thisMachine(device: Device, instructions: InstructionLimit): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    instructions,
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e8) / 10,
    system: `${process.platform} ${release()}`,
    gpu: device === 'gpu' ? gpuName() : null,
    loadBefore: loadavg()[0] ?? 0,
  }
}

export function machineText({ cpu, instructions, cores, memoryGB, system, gpu, loadBefore }: Machine): string {
  const masked = instructions === 'all' ? '' : ', with AVX2 alone'
  const parts = [`${cpu}${masked}, ${cores} cores`, `${memoryGB.toFixed(1)} GB of memory`, ...(gpu === null ? [] : [gpu]), system]
  return `${parts.join('; ')}; load before the start ${loadBefore.toFixed(2)}`
}

/** Throws a Failure when this machine cannot train on a GPU. */
export function requireGpu(): void {
  const location = runtimeLocation()
  const why =
    !hasNvidiaDevice() || findNvidiaDriver() === null
      ? 'there is no NVIDIA GPU with its driver here'
      : location.kind === 'missing' || location.variant !== 'gpu'
        ? 'the TensorFlow that set-up brought is for CPUs only'
        : null
  if (why === null) return
  throw new Failure(
    'no-gpu',
    `Nothing can be measured on a GPU: ${why}.`,
    '`npm run doctor` tells what a GPU needs; without --gpu the CPU is measured.',
  )
}

export type Peaks = { readonly [precision in Precision]?: number }

/** The fastest matrix product of each of some precisions, in 10⁹ operations a second. Takes some seconds. */
export function matmulPeaks(python: string, device: Device, precisions: Iterable<Precision>): Peaks {
  const script = fileURLToPath(new URL('./peers/matmul_peak.py', import.meta.url))
  const said = execFileSync(python, [script, device === 'gpu' ? 'cuda' : 'cpu', ...precisions], {
    encoding: 'utf8',
    env: withoutLibraries(),
  })
  return JSON.parse(said) as Peaks
}

/** Each precision's larger one: a moment's disturbance only ever makes it smaller. */
export function larger(one: Peaks, other: Peaks): Peaks {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<Precision>
  return Object.fromEntries([...names].map((name) => [name, Math.max(one[name] ?? 0, other[name] ?? 0)]))
}

function gpuName(): string {
  return execFileSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], { encoding: 'utf8' }).split('\n')[0] ?? ''
}
