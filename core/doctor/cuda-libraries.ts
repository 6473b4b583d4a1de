/** CUDA's libraries: which of those that TensorFlow opens are here, and where. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RuntimeLocation } from '../tensorflow/runtime-location.ts'
import type { SystemCheck } from './system-report.ts'
import { fine, missing } from './checks.ts'

/** The driver's own library, then those that TensorFlow 2.21 opens by name when it finds a GPU. */
const libraries = [
  'libcuda.so.1',
  'libcudart.so.12',
  'libcublas.so.12',
  'libcublasLt.so.12',
  'libcudnn.so.9',
  'libcufft.so.11',
  'libcusolver.so.11',
  'libcusparse.so.12',
  'libnccl.so.2',
]

export function libraryChecks(location: RuntimeLocation, getRuntime: NonNullable<SystemCheck['remedy']>): SystemCheck[] {
  const folders = location.kind === 'native' ? location.libraryFolders : []
  const known = loaderPaths(loaderCache())
  return libraries.map((library) => {
    const path = folders.map((folder) => join(folder, library)).find((file) => existsSync(file)) ?? known.get(library)
    if (path !== undefined) return fine('GPU', library, path, 'found')
    if (library === 'libcuda.so.1') {
      return missing('GPU', library, "in none of the loader's folders", 'missing', {
        text: "It comes with NVIDIA's driver: install the driver's libraries (Debian: libcuda1), or pass them into the container.",
      })
    }
    return missing('GPU', library, "neither in the runtime nor in the loader's folders", 'missing', getRuntime)
  })
}

/** What the loader's cache holds, by name: lines such as `libcuda.so.1 (libc6,x86-64) => /usr/lib/x86_64-linux-gnu/libcuda.so.1`. */
export function loaderPaths(cache: string): Map<string, string> {
  return new Map([...cache.matchAll(/^\s*(\S+) \(.*\) => (\S+)$/gm)].map(([, name = '', path = '']) => [name, path]))
}

function loaderCache(): string {
  const program = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find((path) => existsSync(path))
  if (program === undefined) return ''
  try {
    return execFileSync(program, ['-p'], { encoding: 'utf8' })
  } catch {
    // A system without a loader cache: then only the runtime's own folders count.
    return ''
  }
}
