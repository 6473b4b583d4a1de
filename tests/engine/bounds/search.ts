/** Searches shapes for those that native code computes wrongly, or outside of its memory, in processes with guarded memory. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runtimeLocation, trainerEnvironment } from '../../../core/tensorflow/runtime-location.ts'
import { compiler } from '../compiler.ts'
import type { LayerShape } from './shapes.ts'
import type { Emission, Trial } from './try-shapes.ts'

const source = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** A process has no addresses for more: what oneDNN compiles for a shape stays. */
const shapesInProcess = 240

export interface GuardedMemory {
  /** To be preloaded. */
  readonly library: string
  readonly folder: string
}

export function compileGuardedMemory(): GuardedMemory {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-bounds-'))
  const library = join(folder, 'guarded-memory.so')
  compile(['-fPIC', '-shared', '-o', library, source('guarded-memory.cc')])
  return { library, folder }
}

/** What is seen of a program that leaves its memory on purpose. */
export function reportOfOverrun(memory: GuardedMemory): { program: string; environment: NodeJS.ProcessEnv; report: string } {
  const program = join(memory.folder, 'overrun')
  compile(['-o', program, source('overrun.cc')])
  return { program, ...guarded(memory, 'overrun') }
}

/** Tries every shape; gives those that were wrong. Throws when a process ends before it has tried all of its own. */
export async function search(memory: GuardedMemory, emission: Emission, shapes: readonly LayerShape[]): Promise<Trial[]> {
  const wrong: Trial[] = []
  for (let first = 0; first < shapes.length; first += shapesInProcess) {
    const trials = await tryShapes(memory, emission, shapes.slice(first, first + shapesInProcess), `from-${first}`)
    wrong.push(...trials.filter((trial) => trial.wrong.length > 0))
  }
  return wrong
}

async function tryShapes(
  memory: GuardedMemory,
  emission: Emission,
  shapes: readonly LayerShape[],
  name: string,
): Promise<Trial[]> {
  const { environment } = guarded(memory, name)
  const child = spawn(process.execPath, [source('try-shapes.ts'), emission, JSON.stringify(shapes)], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  const ended = await new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)))
  const trials = said.out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Trial)
  if (ended !== 0 || trials.length < shapes.length)
    throw new Error(`Ended with ${ended} at ${JSON.stringify(shapes[trials.length])}: ${said.err}`)
  return trials
}

function compile(parameters: readonly string[]): void {
  execFileSync(compiler(), ['-O2', '-std=c++17', '-Wall', '-Wextra', '-Werror', ...parameters])
}

function guarded({ library, folder }: GuardedMemory, name: string): { environment: NodeJS.ProcessEnv; report: string } {
  const report = join(folder, `${name}.report`)
  writeFileSync(report, '')
  const environment = { ...trainerEnvironment(runtimeLocation()), LD_PRELOAD: library, GUARDED_MEMORY_REPORT: report }
  return { environment, report }
}
