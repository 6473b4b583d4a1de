/** tfjs-node's binding: C++ against the stable Node-API and TensorFlow's C API, compiled here for the wheel's libraries. */
import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Failure } from '../../core/files/failure.ts'
import { aptCommand, aptInstall, canInstall, output } from './commands.ts'
import { say } from './say.ts'

/** Folders of the project, of the unpacked wheel (with lib and include), and for the compiled binding. */
export interface BindingPlaces {
  readonly root: string
  readonly tensorflow: string
  readonly binding: string
}

/** Compiles the binding, in about ten seconds. Throws a Failure (`no-compiler`, `compile-failed`). */
export function compileBinding({ root, tensorflow, binding }: BindingPlaces): void {
  requireCompiler()
  say('Compiling the TensorFlow binding …')
  mkdirSync(binding, { recursive: true })
  const sources = join(root, 'node_modules', '@tensorflow', 'tfjs-node', 'binding')
  const library = join(tensorflow, 'lib')
  const fresh = join(binding, 'tfjs_binding.new')
  const result = output('g++', [
    ...['-O2', '-std=c++17', '-fPIC', '-shared', '-w', '-DNAPI_VERSION=8'],
    `-I${join(root, 'node_modules', 'node-api-headers', 'include')}`,
    `-I${join(tensorflow, 'include')}`,
    ...readdirSync(sources)
      .filter((file) => file.endsWith('.cc'))
      .map((file) => join(sources, file)),
    ...['-o', fresh, `-L${library}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    // Found beside the binding, wherever the folder is moved to; LD_LIBRARY_PATH of the process comes first.
    `-Wl,-rpath,$ORIGIN/${relative(binding, library)}`,
  ])
  if (result.status !== 0) {
    const why = result.stderr
      .split('\n')
      .filter((line) => line.includes('error'))
      .slice(0, 3)
      .join('\n')
    throw new Failure(
      'compile-failed',
      `g++ could not compile the TensorFlow binding:\n${why}`,
      'Install a newer g++ (10 or later) and run `npm run setup`.',
    )
  }
  renameSync(fresh, join(binding, 'tfjs_binding.node'))
}

function requireCompiler(): void {
  if (output('g++', ['--version']).status === 0) return
  if (canInstall()) {
    say('Installing g++, which compiles the TensorFlow binding …')
    if (aptInstall(['g++'])) return
  }
  throw new Failure(
    'no-compiler',
    'There is no C++ compiler (g++) to compile the TensorFlow binding with.',
    `Install one and run \`npm run setup\`: ${aptCommand(['g++'])}`,
  )
}
