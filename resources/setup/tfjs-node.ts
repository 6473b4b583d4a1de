/**
 * macOS and Windows: tfjs-node-gpu's own install step, which fetches libtensorflow 2.9 and a compiled binding from its publisher's site.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../core/files/failure.ts'
import { root, runtime } from './places.ts'
import type { TensorFlowFacts } from './runtime-facts.ts'
import { say } from './say.ts'

/** Version of the libtensorflow that tfjs-node-gpu 4.22 comes with. */
const version = '2.9.1'

/** Throws a Failure (`unsupported-platform`, `download-failed`). */
export function installPublishedBinding(variant: 'cpu' | 'gpu'): TensorFlowFacts {
  const platform = `${process.platform}-${process.arch}`
  if (!['darwin-x64', 'darwin-arm64', 'win32-x64'].includes(platform)) {
    throw new Failure(
      'unsupported-platform',
      `TensorFlow is not published for ${platform}.`,
      'Train on Linux (x64, arm64), macOS or Windows (x64); designs and saved runs can be copied there.',
    )
  }
  if (variant === 'gpu') {
    throw new Failure(
      'unsupported-platform',
      `TensorFlow is not published with GPU support for ${platform}: for Windows not since 2.10, for macOS never.`,
      'Train on a GPU on Linux x64, or in WSL2; here the CPU trains.',
    )
  }
  say('Getting libtensorflow by the installer of tfjs-node-gpu …')
  const folder = join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu')
  const installer = [join(folder, 'scripts', 'install.js'), variant]
  const result = spawnSync(process.execPath, installer, { cwd: folder, stdio: ['ignore', 2, 2] })
  const compiled = join(folder, 'lib', 'napi-v8')
  if (result.status !== 0 || !existsSync(join(compiled, 'tfjs_binding.node'))) {
    throw new Failure(
      'download-failed',
      'The installer of tfjs-node-gpu did not bring its binding (its messages are above).',
      'Check the connection to storage.googleapis.com and run `npm run setup` again.',
    )
  }
  const binding = join(runtime, 'binding')
  rmSync(binding, { recursive: true, force: true })
  mkdirSync(binding, { recursive: true })
  cpSync(compiled, binding, { recursive: true, dereference: true })
  cpSync(join(folder, 'deps', 'lib'), join(runtime, 'tensorflow', 'lib'), { recursive: true, dereference: true })
  return { kind: 'native', version, variant, libraryFolders: ['tensorflow/lib'] }
}
