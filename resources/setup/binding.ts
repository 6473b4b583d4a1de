/** tfjs-node-gpu's binding: C++ against the stable Node-API and TensorFlow's C API, compiled here for the wheel's libraries. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../core/files/failure.ts'
import { output } from './commands.ts'
import { requireCompiler } from './compiler.ts'
import { root, runtime } from './places.ts'
import { isDone, markDone } from './runtime-facts.ts'
import { say } from './say.ts'

const folder = join(runtime, 'binding')
const binding = join(folder, 'tfjs_binding.node')
const packages = join(root, 'node_modules')
/** What the binding cannot: options of a session, and memory that loading the libraries leaves behind. */
const ownSources = ['session-config.cc', 'library-pages.cc'].map((file) => fileURLToPath(new URL(file, import.meta.url)))

/**
 * Compiles the binding in about ten seconds, unless that is done; `tensorflow` is an unpacked wheel with lib and include, `version`
 * says which. Throws a Failure (`no-compiler`, `compile-failed`).
 */
export function setUpBinding(tensorflow: string, version: string): void {
  const sources = join(packages, '@tensorflow', 'tfjs-node-gpu')
  const headers = join(packages, 'node-api-headers')
  const own = createHash('sha256')
  for (const file of ownSources) own.update(readFileSync(file))
  const ours = own.digest('hex').slice(0, 12)
  const stamp = `tfjs-node-gpu ${versionOf(sources)}, node-api-headers ${versionOf(headers)}, TensorFlow ${version}, ours ${ours}`
  if (isDone('binding', stamp) && existsSync(binding)) return
  const compiler = requireCompiler('the TensorFlow binding')
  say('Compiling the TensorFlow binding …')
  compile(compiler, join(sources, 'binding'), [join(headers, 'include'), join(tensorflow, 'include')], join(tensorflow, 'lib'))
  markDone('binding', stamp)
}

function compile(compiler: string, sources: string, includes: readonly string[], libraries: string): void {
  mkdirSync(folder, { recursive: true })
  const fresh = `${binding}.new`
  const result = output(compiler, [
    ...['-O2', '-std=c++17', '-fPIC', '-shared', '-w', '-DNAPI_VERSION=8'],
    ...includes.map((include) => `-I${include}`),
    ...readdirSync(sources)
      .filter((file) => file.endsWith('.cc'))
      .map((file) => join(sources, file)),
    ...ownSources,
    '-Wl,--wrap=TF_LoadSessionFromSavedModel',
    // Our constructor in library-pages.cc comes before those of the libraries.
    '-Wl,-z,initfirst',
    ...['-o', fresh, `-L${libraries}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    // Found beside the binding, wherever the folder is moved to; LD_LIBRARY_PATH of the process comes first.
    `-Wl,-rpath,$ORIGIN/${relative(folder, libraries)}`,
  ])
  if (result.status !== 0) {
    const errors = (result.stderr ?? '').split('\n').filter((line) => line.includes('error'))
    throw new Failure(
      'compile-failed',
      `${compiler} could not compile the TensorFlow binding:\n${errors.slice(0, 3).join('\n')}`,
      'It needs g++ 9 or clang++ 9, or newer, with the headers of a C++ library. Install that and run `npm run setup`.',
    )
  }
  renameSync(fresh, binding)
}

function versionOf(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version
}
