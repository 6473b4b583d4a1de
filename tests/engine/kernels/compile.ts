/** Our own kernels as a program of their own: what check.cc does with those that set-up compiled, or with some watched by a sanitizer. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { kernelFlags, targetParameters, targets, type Target } from '../../../resources/setup/kernels.ts'
import { runtimeLocation } from '../../../core/tensorflow/runtime-location.ts'
import { compiler } from '../compiler.ts'

const run = promisify(execFile)
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const kernels = here('../../../core/tensorflow/kernels')

/** What the compiler's sanitizers watch, and how they are switched on. */
export const sanitizers = {
  'addresses and undefined behaviour': ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
  threads: ['-fsanitize=thread'],
} as const

const flags = ['-std=c++17', '-Wall', '-Wextra', '-Werror', `-I${kernels}`, '-pthread']

function program(): string {
  return join(mkdtempSync(join(tmpdir(), 'stagecraft-kernels-')), 'check')
}

/** With the very module that is trained with; gives the program's path. Node's interface, which the module needs too, is not called. */
export async function compileCheck(): Promise<string> {
  const location = runtimeLocation()
  if (location.kind === 'missing' || location.kernels.kind === 'missing') throw new Error('Set-up has compiled no kernels.')
  const check = program()
  const linked = [location.kernels.path, '-Wl,--unresolved-symbols=ignore-in-shared-libs']
  await run(compiler(), [...flags, '-O2', here('./check.cc'), ...linked, '-o', check])
  return check
}

/** Those of the widest instruction set that `plain` finds here, watched. */
export async function compileWatched(sanitizer: keyof typeof sanitizers, plain: string): Promise<string> {
  const [instructions] = runCheck(plain, 0, 1).lines
  return compileOne(targetOf(instructions), [...sanitizers[sanitizer], '-g1', '-O1'], [])
}

/** Those for AMX, whose instructions are emulated: for processors with AVX-512 BF16. */
export function compileEmulated(): Promise<string> {
  return compileOne(targetOf('AMX'), ['-O1'], ['-include', here('./emulated-tiles.h')])
}

/** Those that multiply by AVX-512 BF16, also where the module would not choose them. */
export function compilePairs(): Promise<string> {
  return compileOne(targetOf('AVX-512 BF16'), ['-O1'], [])
}

function targetOf(instructions: string | undefined): Target {
  const target = targets.find((one) => one.instructions === instructions)
  if (target === undefined) throw new Error(`Nothing is compiled for ${instructions ?? 'this processor'}.`)
  return target
}

/** Kernels of one instruction set; `before`: what their source is compiled with besides. */
async function compileOne(target: Target, all: readonly string[], before: readonly string[]): Promise<string> {
  const check = program()
  const parts: Record<string, readonly string[]> = {
    target: [...kernelFlags, '-Werror', ...all, ...before, ...targetParameters(target)],
    check: [...flags, ...all, '-c', here('./check.cc')],
    one: [...flags, ...all, ...target.flags, `-DSTAGECRAFT_TARGET=${target.name}`, '-c', here('./one-target.cc')],
  }
  await Promise.all(
    Object.entries(parts).map(([name, parameters]) => run(compiler(), [...parameters, '-o', `${check}.${name}.o`])),
  )
  await run(compiler(), [...all, '-pthread', ...Object.keys(parts).map((name) => `${check}.${name}.o`), '-o', check])
  return check
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
  // TensorFlow, which the module loads, says there what it makes use of.
  const told = status === 0 ? stdout : `${stdout}${stderr}`
  return { status, lines: told.split('\n').filter((line) => line !== '') }
}
