/** Our own kernels for CPUs: C++ compiled here once for each instruction set, into a module that is loaded beside the binding. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { output, outputLater } from './commands.ts'
import { compilerVersion, findCompiler, firstError, installCompiler } from './compiler.ts'
import { root, runtime } from './places.ts'
import { isDone, markDone, readFacts, remember, type KernelFacts } from './runtime-facts.ts'
import { say } from './say.ts'

const sources = join(root, 'core', 'tensorflow', 'kernels')
const folder = join(runtime, 'kernels')
const compiled = join(folder, 'kernels.node')

type MissingKernels = Extract<KernelFacts, { kind: 'missing' }>

/** What is the same in all of them: results must not depend on how a compiler joins multiplications and additions. */
export const kernelFlags = ['-std=c++17', '-O3', '-ffp-contract=fast', '-fno-math-errno', '-fPIC', '-Wall', '-Wextra'] as const

export interface Target {
  readonly name: string
  /** As core/tensorflow/own-kernels knows it. */
  readonly instructions: string
  readonly lanes: number
  readonly flags: readonly string[]
}

const avx512 = ['-mavx512f', '-mavx512bw', '-mavx512vl', '-mavx512dq', '-mfma']
/** Products of bfloat16 by tiles (tiles.h), all else as in AVX-512 BF16. */
const tiles = ['-mamx-tile', '-mamx-bf16', '-DSTAGECRAFT_TILES']
const x64: readonly Target[] = [
  { name: 'avx2', instructions: 'AVX2', lanes: 8, flags: ['-mavx2', '-mfma'] },
  { name: 'avx512', instructions: 'AVX-512', lanes: 16, flags: avx512 },
  { name: 'avx512bf16', instructions: 'AVX-512 BF16', lanes: 16, flags: [...avx512, '-mavx512bf16'] },
  { name: 'amx', instructions: 'AMX', lanes: 16, flags: [...avx512, '-mavx512bf16', ...tiles] },
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
 * Compiles them in half a minute, unless that is done; `tensorflow` is an unpacked wheel with lib and include. Without a compiler, or where it fails,
 * TensorFlow's kernels compute everything, which is told and noted, and is no failure of set-up.
 */
export async function setUpKernels(tensorflow: string, version: string): Promise<void> {
  const own = createHash('sha256')
  for (const file of readdirSync(sources).sort()) own.update(readFileSync(join(sources, file)))
  const ours = own.digest('hex').slice(0, 12)
  const stamp = `TensorFlow ${version}, ours ${ours}`
  const isThere = isDone('kernels', stamp) && existsSync(compiled)
  const missing = isThere ? null : await compileOnce(stamp, tensorflow)
  note(missing ?? { kind: 'compiled', version: ours })
  if (missing === null) return
  rmSync(compiled, { force: true })
  say(`Our own kernels are off: TensorFlow's compute everything, which is right and slower. ${missing.reason}\n${missing.remedy}`)
}

/** Null once they are compiled. Where the same compiler failed on the same sources before, it is not asked again. */
async function compileOnce(stamp: string, tensorflow: string): Promise<MissingKernels | null> {
  const compiler = findCompiler()
  if (compiler === null) return noCompiler()
  const failed = `${stamp}: failed with ${compiler}, ${compilerVersion(compiler)}`
  const before = readFacts().kernels
  if (isDone('kernels', failed) && before?.kind === 'missing') return before
  say('Compiling our own kernels …')
  const why = await compile(compiler, join(tensorflow, 'include'), join(tensorflow, 'lib'))
  markDone('kernels', why === null ? stamp : failed)
  if (why === null) return null
  return {
    kind: 'missing',
    reason: `${compiler} could not compile them: ${why}`,
    remedy: 'They need g++ 12 or clang++ 14, or newer. Install one, or name it by CXX, and run `npm run setup`.',
  }
}

function noCompiler(): MissingKernels {
  return {
    kind: 'missing',
    reason: 'There is no C++ compiler (g++ or clang++) to compile them with.',
    remedy: installCompiler(),
  }
}

function note(found: KernelFacts): void {
  if (JSON.stringify(readFacts().kernels) !== JSON.stringify(found)) remember({ kernels: found })
}

/** What went wrong; null for nothing. */
async function compile(compiler: string, headers: string, libraries: string): Promise<string | null> {
  mkdirSync(folder, { recursive: true })
  const object = (name: string): string => join(folder, `${name}.o`)
  const others = readdirSync(sources).filter((file) => file.endsWith('.cc') && file !== 'target.cc')
  const includes = [headers, join(root, 'node_modules', 'node-api-headers', 'include')].map((path) => `-I${path}`)
  const objects = [...targets.map(({ name }) => object(name)), ...others.map(object)]
  const why = await compileObjects(compiler, [
    ...targets.map((target) => [...kernelFlags, ...targetParameters(target), '-o', object(target.name)]),
    ...others.map((file) => [...kernelFlags, '-DNAPI_VERSION=8', ...includes, '-c', join(sources, file), '-o', object(file)]),
  ])
  if (why !== null) return why
  const fresh = `${compiled}.new`
  const linked = output(compiler, [
    ...['-shared', '-o', fresh, ...objects, `-L${libraries}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    ...['-pthread', `-Wl,-rpath,$ORIGIN/${relative(folder, libraries)}`],
  ])
  if (linked.status !== 0) return firstError(linked)
  for (const path of objects) rmSync(path)
  renameSync(fresh, compiled)
  return null
}

/** As many at once as there are processors: each takes one, for ten seconds and more. */
async function compileObjects(compiler: string, all: readonly string[][]): Promise<string | null> {
  const waiting = [...all]
  const work = async (): Promise<string | null> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const result = await outputLater(compiler, next)
      if (result.status !== 0) return firstError(result)
    }
    return null
  }
  const reasons = await Promise.all(Array.from({ length: availableParallelism() }, work))
  return reasons.find((reason) => reason !== null) ?? null
}
