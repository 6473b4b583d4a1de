/** The engines that are compared, each a process: a line with a number of steps goes in, a line with their milliseconds comes out. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../core/files/failure.ts'
import { runtimeFolder, runtimeLocation, trainerEnvironment } from '../../core/tensorflow/runtime-location.ts'
import { pythonEnvironment, withoutLibraries } from '../reference/python.ts'
import { peakMegabytes } from './memory.ts'
import type { Introduction } from './peers/turns.ts'
import type { Device, Precision } from './workload.ts'

export const engineNames = [
  'stagecraft',
  'stagecraft-tensorflow',
  'torch',
  'torch-compile',
  'keras',
  'keras-xla',
  'tfjs',
  'tfjs-layers',
] as const
export type EngineName = (typeof engineNames)[number]

/** Whether Stagecraft is compared with it: its own engine with TensorFlow's kernels is no peer. */
export function isPeer(name: EngineName): boolean {
  return !name.startsWith('stagecraft')
}

export interface Engine extends Introduction {
  readonly name: EngineName
  /** Does steps and gives the milliseconds of each. */
  run(steps: number): Promise<number[]>
  /** Largest memory so far of its process and those it has started; null where the system does not tell. */
  peakMB(): number | null
  stop(): void
}

interface Program {
  readonly program: string
  readonly parameters: readonly string[]
  readonly environment: NodeJS.ProcessEnv
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** Each at the settings that were best on the machines it was tried on; docs/bench.md says which were tried. */
const programs: { readonly [name in EngineName]: (workload: string, device: Device) => Program } = {
  stagecraft: (workload, device) => ours('./peers/stagecraft.ts', workload, device, 'own'),
  'stagecraft-tensorflow': (workload, device) => ours('./peers/stagecraft.ts', workload, device, 'tensorflow'),
  torch: (workload) => python(torchPython(), './peers/torch_peer.py', workload, 'eager'),
  'torch-compile': (workload) => python(torchPython(), './peers/torch_peer.py', workload, 'compile'),
  keras: (workload, device) => python(kerasPython(device), './peers/keras_peer.py', workload, 'graph'),
  'keras-xla': (workload, device) => python(kerasPython(device), './peers/keras_peer.py', workload, 'xla'),
  tfjs: (workload, device) => ours('./peers/tfjs.ts', workload, device),
  'tfjs-layers': (workload, device) => ours('./peers/tfjs-layers.ts', workload, device),
}

/** tfjs has float32 only. */
export function hasPrecision(name: EngineName, precision: Precision): boolean {
  return precision === 'float32' || !name.startsWith('tfjs')
}

/** An engine that says nothing for so long is given up: XLA takes minutes to compile a deep network. */
const patienceMs = 20 * 60_000

/** Starts the engine and waits until it can step. Throws a Failure with what it wrote when it ends instead. */
export async function startEngine(name: EngineName, workload: string, device: Device): Promise<Engine> {
  const { program, parameters, environment } = programs[name](workload, device)
  const child = spawn(program, parameters, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  // A process that is gone is told of by the end of its lines.
  child.stdin.on('error', () => undefined)
  const stop = (): void => void child.kill('SIGKILL')
  // Before anything else is tidied up: what lives on writes into folders that are being removed.
  process.prependOnceListener('exit', stop)
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => {
      process.off('exit', stop)
      resolve(`It ended with ${signal ?? `code ${code}`}.`)
    })
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => {
    const timer = setTimeout(stop, patienceMs)
    const { value, done } = await lines.next()
    clearTimeout(timer)
    if (!done) return JSON.parse(value) as unknown
    throw new Failure(
      'engine-ended',
      `${name} ended by itself. ${await ended}\n${said.trim()}`,
      'Mend what it says, or leave it out: `--engines` chooses others.',
    )
  }
  const introduction = (await next()) as Introduction
  return {
    name,
    ...introduction,
    async run(steps) {
      child.stdin.write(`${steps}\n`)
      return (await next()) as number[]
    },
    peakMB: () => (child.pid === undefined ? null : peakMegabytes(child.pid, device)),
    stop,
  }
}

function ours(script: string, workload: string, device: Device, ...more: readonly string[]): Program {
  const environment = trainerEnvironment(runtimeLocation(), { kind: device === 'cpu' ? 'cpu' : 'auto' })
  return { program: process.execPath, parameters: [here(script), workload, ...more], environment }
}

function python(program: string, script: string, workload: string, mode: string): Program {
  const environment = {
    ...withoutLibraries(),
    TF_CPP_MIN_LOG_LEVEL: '2',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    // Compiles in its own process: idle helpers would count as memory.
    TORCHINDUCTOR_COMPILE_THREADS: '1',
  }
  return { program, parameters: [here(script), workload, mode], environment }
}

/** The environment that `npm run reference` makes too. */
export function torchPython(): string {
  return pythonEnvironment(join(runtimeFolder(), 'reference'), here('../reference/requirements.txt'))
}

function kerasPython(device: Device): string {
  return device === 'gpu'
    ? pythonEnvironment(join(runtimeFolder(), 'bench-gpu'), here('./requirements-gpu.txt'))
    : pythonEnvironment(join(runtimeFolder(), 'bench'), here('./requirements.txt'))
}
