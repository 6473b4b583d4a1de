/** Where set-up put native TensorFlow, and what a process that loads it must be started with. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { childEnvironment } from '../process/child-environment.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import { deviceEnvironment } from './device-choice.ts'

const missingSchema = z.object({ kind: z.literal('missing'), reason: z.string(), remedy: z.string() })

/** What set-up writes as `runtime.json` into its folder, about TensorFlow. */
const factsSchema = z.object({
  tensorflow: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('native'),
      version: z.string(),
      variant: z.enum(['cpu', 'gpu']),
      libraryFolders: z.array(z.string()),
    }),
    missingSchema,
  ]),
  kernels: z
    .discriminatedUnion('kind', [z.object({ kind: z.literal('compiled'), version: z.string().default('') }), missingSchema])
    .optional(),
})

/** Our own kernels for CPUs, as set-up left them. */
export type CompiledKernels =
  | {
      kind: 'compiled'
      path: string
      /** Another for other sources; empty where an older set-up compiled them. */
      version: string
    }
  /** Why TensorFlow's compute everything, and what to do. */
  | { kind: 'missing'; reason: string; remedy: string }

export type RuntimeLocation =
  | {
      kind: 'native'
      /** The compiled tfjs binding. */
      bindingPath: string
      kernels: CompiledKernels
      /** Folders of the shared libraries it needs, TensorFlow's first. */
      libraryFolders: readonly string[]
      variant: 'cpu' | 'gpu'
      version: string
    }
  | { kind: 'missing'; reason: string; remedy: string }

/** Folder that set-up fills: `.runtime` in the project, or STAGECRAFT_RUNTIME. */
export function runtimeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.STAGECRAFT_RUNTIME ?? fileURLToPath(new URL('../../.runtime', import.meta.url))
}

const setUpAgain = 'Run `npm run setup`.'

/** Reads what set-up found. Never throws: whatever is wrong is the reason why there is no native TensorFlow. */
export function runtimeLocation(folder: string = runtimeFolder()): RuntimeLocation {
  const file = join(folder, 'runtime.json')
  if (!existsSync(file)) return { kind: 'missing', reason: 'Set-up has not run yet.', remedy: setUpAgain }
  let facts: z.infer<typeof factsSchema>
  try {
    facts = factsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { kind: 'missing', reason: `${file} cannot be read.`, remedy: setUpAgain }
  }
  if (facts.tensorflow.kind === 'missing') return facts.tensorflow
  const bindingPath = join(folder, 'binding', 'tfjs_binding.node')
  const libraryFolders = facts.tensorflow.libraryFolders.map((relative) => join(folder, relative))
  const lacking = [bindingPath, ...libraryFolders].find((path) => !existsSync(path))
  if (lacking !== undefined) return { kind: 'missing', reason: `${lacking} is gone.`, remedy: setUpAgain }
  return { ...facts.tensorflow, bindingPath, kernels: compiledKernels(folder, facts.kernels), libraryFolders }
}

function compiledKernels(folder: string, noted: z.infer<typeof factsSchema>['kernels']): CompiledKernels {
  const path = join(folder, 'kernels', 'kernels.node')
  if (noted?.kind === 'missing') return noted
  if (existsSync(path)) return { kind: 'compiled', path, version: noted?.version ?? '' }
  const reason = process.platform === 'linux' ? 'Set-up has not compiled them.' : 'They are compiled on Linux only.'
  return { kind: 'missing', reason, remedy: process.platform === 'linux' ? setUpAgain : 'Train on Linux, or in WSL2.' }
}

/**
 * Environment of a process that loads TensorFlow: its libraries are found first, its memory comes in large pages where the system has some, it says
 * only what matters, sees only the chosen device, and takes GPU memory as it needs it rather than all at once.
 */
export function trainerEnvironment(
  location: RuntimeLocation,
  device: DeviceChoice = { kind: 'auto' },
  environment: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const quiet = {
    TF_CPP_MIN_LOG_LEVEL: '2',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    // TensorFlow leaves oneDNN off on older processors, and without it has no gradients of convolutions in groups or with dilation.
    TF_ENABLE_ONEDNN_OPTS: '1',
    ...childEnvironment(environment),
    ...deviceEnvironment(device, environment),
  }
  if (location.kind === 'missing' || process.platform !== 'linux') return quiet
  const folders = [...location.libraryFolders, environment.LD_LIBRARY_PATH ?? ''].filter((folder) => folder !== '')
  // Of a variable that is there twice the last counts: what a person has set stays.
  const tunables = [hugePages, environment.GLIBC_TUNABLES ?? ''].filter((tunable) => tunable !== '')
  return { ...quiet, LD_LIBRARY_PATH: folders.join(':'), GLIBC_TUNABLES: tunables.join(':') }
}

/**
 * glibc (2.35 and later; others pass it over) asks the kernel for pages of 2 MB. TensorFlow takes hundreds of megabytes at once and keeps them, and
 * kernels that go over all of them look up five hundred times fewer pages.
 */
const hugePages = 'glibc.malloc.hugetlb=1'
