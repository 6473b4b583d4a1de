/** Our own kernels as a program of their own, without TensorFlow: what check.cc does with them, as set-up compiles them or watched by a sanitizer. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compiler } from '../compiler.ts'
import { kernelFlags, targetParameters, targets } from '../../../resources/setup/kernels.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const kernels = here('../../../core/tensorflow/kernels')

/** What each of the compiler's sanitizers watches, and how it is switched on. */
export const sanitizers = {
  addresses: ['-fsanitize=address'],
  'undefined behaviour': ['-fsanitize=undefined', '-fno-sanitize-recover=all'],
  threads: ['-fsanitize=thread'],
} as const

/** Parameters that compile with one of them. */
export function watchedBy(sanitizer: keyof typeof sanitizers): readonly string[] {
  return [...sanitizers[sanitizer], '-g', '-O1']
}

/** Gives the program's path. `watched`: parameters that switch a sanitizer on. */
export function compileCheck(watched: readonly string[] = []): string {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-kernels-'))
  const objects = targets.map((target) => {
    const object = join(folder, `${target.name}.o`)
    execFileSync(compiler(), [...kernelFlags, '-Werror', ...watched, ...targetParameters(target), '-o', object])
    return object
  })
  const program = join(folder, 'check')
  const sources = [here('./check.cc'), join(kernels, 'processor.cc')]
  execFileSync(compiler(), [
    ...['-std=c++17', '-O2', '-Wall', '-Wextra', '-Werror', ...watched, `-I${kernels}`],
    ...[...sources, ...objects, '-pthread', '-o', program],
  ])
  return program
}

export interface Checked {
  readonly status: number | null
  /** What it printed: the instruction set first, what is wrong, the largest errors. */
  readonly lines: readonly string[]
}

/** `instructions`: the most that may be used, as oneDNN is told. */
export function runCheck(program: string, count: number, seed: number, instructions?: string): Checked {
  const environment = { ...process.env, ...(instructions === undefined ? {} : { ONEDNN_MAX_CPU_ISA: instructions }) }
  const { status, stdout, stderr } = spawnSync(program, [String(count), String(seed)], { encoding: 'utf8', env: environment })
  return { status, lines: `${stdout}${stderr}`.split('\n').filter((line) => line !== '') }
}
