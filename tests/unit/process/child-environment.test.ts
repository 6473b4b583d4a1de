/** Lab and trainers are the programs that we ship, whatever the shell or the editor that started them had loaded into itself. */
import { expect, test } from 'vitest'
import { childEnvironment } from '../../../core/process/child-environment.ts'
import { trainerEnvironment } from '../../../core/tensorflow/runtime-location.ts'

const loaders = {
  NODE_OPTIONS: '--inspect',
  NODE_PATH: '/elsewhere',
  NODE_REPL_EXTERNAL_MODULE: '/elsewhere/repl.js',
  ELECTRON_RUN_AS_NODE: '1',
  LD_PRELOAD: '/elsewhere/other.so',
  LD_AUDIT: '/elsewhere/audit.so',
  LD_PROFILE: 'libc.so.6',
  DYLD_INSERT_LIBRARIES: '/elsewhere/other.dylib',
  DYLD_LIBRARY_PATH: '/elsewhere',
  DYLD_FRAMEWORK_PATH: '/elsewhere',
}
const own = { PATH: '/usr/bin', HOME: '/home/ada', STAGECRAFT_DATA: '/data', CUDA_VISIBLE_DEVICES: '1' }

test('no child inherits what loads code into it, and every child inherits the rest', () => {
  expect(childEnvironment({ ...own, ...loaders })).toEqual(own)
  expect(childEnvironment({ node_options: '--inspect', Path: 'C:\\bin' })).toEqual({ Path: 'C:\\bin' })
})

test('a process that loads TensorFlow inherits none of it either', () => {
  const given = trainerEnvironment({ kind: 'missing', reason: '', remedy: '' }, { kind: 'auto' }, { ...own, ...loaders })
  for (const name of Object.keys(loaders)) expect(given).not.toHaveProperty(name)
  expect(given).toMatchObject({ PATH: '/usr/bin', HOME: '/home/ada' })
})

test.runIf(process.platform === 'linux')(
  'a process that loads TensorFlow has large pages, unless whoever starts it has set them otherwise',
  () => {
    const location = {
      kind: 'native',
      bindingPath: '',
      libraryFolders: [],
      kernels: { kind: 'missing', reason: '', remedy: '' },
    } as const
    const tunables = (environment: NodeJS.ProcessEnv): string | undefined =>
      trainerEnvironment({ ...location, variant: 'cpu', version: '' }, { kind: 'auto' }, environment).GLIBC_TUNABLES
    expect(tunables({})).toBe('glibc.malloc.hugetlb=1')
    // The last one counts.
    expect(tunables({ GLIBC_TUNABLES: 'glibc.malloc.hugetlb=0' })).toBe('glibc.malloc.hugetlb=1:glibc.malloc.hugetlb=0')
  },
)
