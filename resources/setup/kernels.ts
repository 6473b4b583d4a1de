/** Our own kernels for CPUs: C++ compiled here once for each instruction set, into a module that is loaded beside the binding. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { output } from './commands.ts'
import { root, runtime } from './places.ts'
import { isDone, markDone } from './runtime-facts.ts'
import { say } from './say.ts'

const sources = join(root, 'core', 'tensorflow', 'kernels')
const folder = join(runtime, 'kernels')
const compiled = join(folder, 'kernels.node')

/** What is the same in all of them: results must not depend on how a compiler joins multiplications and additions. */
export const kernelFlags = ['-std=c++17', '-O3', '-ffp-contract=fast', '-fPIC', '-Wall', '-Wextra'] as const

export interface Target {
  readonly name: string
  /** As core/tensorflow/own-kernels knows it. */
  readonly instructions: string
  readonly lanes: number
  readonly flags: readonly string[]
}

const x64: readonly Target[] = [
  { name: 'avx2', instructions: 'AVX2', lanes: 8, flags: ['-mavx2', '-mfma'] },
  {
    name: 'avx512',
    instructions: 'AVX-512',
    lanes: 16,
    flags: ['-mavx512f', '-mavx512bw', '-mavx512vl', '-mavx512dq', '-mfma'],
  },
]
const arm64: readonly Target[] = [{ name: 'neon', instructions: 'NEON', lanes: 4, flags: [] }]

/** Instruction sets that are compiled for: which of them runs is seen when the module is loaded. */
export const targets: readonly Target[] = process.arch === 'x64' ? x64 : process.arch === 'arm64' ? arm64 : []

/** Parameters that compile target.cc for one of them. */
export function targetParameters({ name, instructions, lanes, flags }: Target): string[] {
  const defines = [`-DSTAGECRAFT_TARGET=${name}`, `-DSTAGECRAFT_LANES=${lanes}`, `-DSTAGECRAFT_NAME="${instructions}"`]
  return [...flags, ...defines, '-c', join(sources, 'target.cc')]
}

/**
 * Compiles them in some ten seconds, unless that is done; `tensorflow` is an unpacked wheel with lib and include. Where that fails TensorFlow's kernels
 * compute everything, which is told and is no failure of set-up.
 */
export function setUpKernels(tensorflow: string, version: string): void {
  const own = createHash('sha256')
  for (const file of readdirSync(sources).sort()) own.update(readFileSync(join(sources, file)))
  const stamp = `TensorFlow ${version}, ours ${own.digest('hex').slice(0, 12)}`
  if (targets.length === 0 || (isDone('kernels', stamp) && existsSync(compiled))) return
  say('Compiling our own kernels …')
  const failed = compile(join(tensorflow, 'include'), join(tensorflow, 'lib'))
  if (failed === null) {
    markDone('kernels', stamp)
    return
  }
  rmSync(compiled, { force: true })
  say(`  ${failed}\n  TensorFlow's kernels are used instead: slower, and right.`)
}

/** What went wrong; null for nothing. */
function compile(headers: string, libraries: string): string | null {
  mkdirSync(folder, { recursive: true })
  const object = (name: string): string => join(folder, `${name}.o`)
  const others = readdirSync(sources).filter((file) => file.endsWith('.cc') && file !== 'target.cc')
  const includes = [headers, join(root, 'node_modules', 'node-api-headers', 'include')].map((path) => `-I${path}`)
  const objects = [...targets.map(({ name }) => object(name)), ...others.map(object)]
  const fresh = `${compiled}.new`
  const steps = [
    ...targets.map((target) => [...kernelFlags, ...targetParameters(target), '-o', object(target.name)]),
    ...others.map((file) => [...kernelFlags, '-DNAPI_VERSION=8', ...includes, '-c', join(sources, file), '-o', object(file)]),
    [
      ...['-shared', '-o', fresh, ...objects, `-L${libraries}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
      ...['-pthread', `-Wl,-rpath,$ORIGIN/${relative(folder, libraries)}`],
    ],
  ]
  for (const parameters of steps) {
    const { status, stderr, error } = output('g++', parameters)
    if (status === 0) continue
    const why = (stderr ?? '').split('\n').find((line) => line.includes('error')) ?? error?.message ?? 'for no reason it gives'
    return `g++ could not compile them: ${why}`
  }
  for (const path of objects) rmSync(path)
  renameSync(fresh, compiled)
  return null
}
