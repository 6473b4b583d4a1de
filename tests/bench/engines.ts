/** The engines that are compared, each a process: a line with a number of steps goes in, a line with their milliseconds comes out. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../core/files/failure.ts'
import { runtimeFolder, runtimeLocation, trainerEnvironment } from '../../core/tensorflow/runtime-location.ts'
import { pythonEnvironment, withoutLibraries } from '../reference/python.ts'

export type EngineName = keyof typeof programs

export interface Engine {
  readonly name: EngineName
  /** What it says of itself: library and version. */
  readonly version: string
  /** Does steps and gives their milliseconds. */
  run(steps: number): Promise<number[]>
  stop(): void
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

const programs = {
  /** The whole training step of this project: data, augmentation, forward, backward, update. */
  stagecraft: () => ({
    program: process.execPath,
    script: here('./stagecraft.ts'),
    environment: trainerEnvironment(runtimeLocation()),
  }),
  /** PyTorch op by op, images channels-last, its own threads; data already a tensor, no augmentation. */
  torch: () => ({ program: python(), script: here('./torch_eager.py'), environment: withoutLibraries() }),
  /** tfjs-node op by op with its autodiff and momentum optimizer; data already a tensor, no augmentation. */
  tfjs: () => {
    linkBinding()
    return { program: process.execPath, script: here('./tfjs.ts'), environment: trainerEnvironment(runtimeLocation()) }
  },
}

/** Starts the engine and waits until it can step. Rejects with what it wrote when it ends instead. */
export async function startEngine(name: EngineName, net: string, batch: number): Promise<Engine> {
  const make = programs[name]
  if (make === undefined)
    throw new Failure('no-engine', `There is no engine "${String(name)}".`, `Choose of ${Object.keys(programs).join(', ')}.`)
  const { program, script, environment } = make()
  const child = spawn(program, [script, net, String(batch)], { env: environment, stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => {
    const { value, done } = await lines.next()
    if (done)
      throw new Failure(
        'engine-ended',
        `${name} ended by itself. It said:\n${said}`,
        'Mend what it says and run the benchmark again.',
      )
    return JSON.parse(value) as unknown
  }
  const { version } = (await next()) as { version: string }
  return {
    name,
    version,
    async run(steps) {
      child.stdin.write(`${steps}\n`)
      return (await next()) as number[]
    },
    stop: () => void child.kill('SIGKILL'),
  }
}

function python(): string {
  return pythonEnvironment(join(runtimeFolder(), 'reference'), here('../reference/requirements.txt'))
}

/** tfjs-node looks for its binding in its own folder only. */
function linkBinding(): void {
  const location = runtimeLocation()
  if (location.kind === 'missing') throw new Failure('tensorflow-missing', location.reason, location.remedy)
  const folder = here('../../node_modules/@tensorflow/tfjs-node/lib/napi-v8')
  const link = join(folder, 'tfjs_binding.node')
  mkdirSync(folder, { recursive: true })
  if (!existsSync(link)) {
    rmSync(link, { force: true })
    symlinkSync(location.bindingPath, link)
  }
}
