/** Whether native TensorFlow loads, tried in a process of its own: a library that does not fit must not take the lab with it. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { runtimeFolder, runtimeLocation, trainerEnvironment, type RuntimeLocation } from '../tensorflow/runtime-location.ts'
import type { LoadedKernels } from '../tensorflow/own-kernels/module.ts'
import type { SystemCheck } from './system-report.ts'
import { fact, fine, missing } from './checks.ts'
import { ownKernelsCheck } from './own-kernels.ts'

const probe = fileURLToPath(new URL('./tensorflow-probe.ts', import.meta.url))
const probeTimeoutMs = 60_000

/** What the probe prints. */
export interface Loaded {
  readonly version: string
  readonly gpu: boolean
  /** Our own kernels; null where they were not compiled. */
  readonly kernels: LoadedKernels | null
}

export type LoadResult =
  | {
      ok: true
      loaded: Loaded
      /** What TensorFlow said about GPUs while it looked for them. */
      said: readonly string[]
    }
  | { ok: false; reason: string }

export async function tryTensorFlow(location: RuntimeLocation = runtimeLocation()): Promise<LoadResult> {
  if (location.kind === 'missing') return { ok: false, reason: location.reason }
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [probe, location.bindingPath, ...(location.kernels.kind === 'compiled' ? [location.kernels.path] : [])],
      {
        // Why a GPU is not used stands among its warnings.
        env: { ...trainerEnvironment(location), TF_CPP_MIN_LOG_LEVEL: '1' },
        timeout: probeTimeoutMs,
      },
    )
    return { ok: true, loaded: JSON.parse(stdout) as Loaded, said: wordsAboutGpus(stderr) }
  } catch (thrown) {
    const lines = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')
    // The loader's own line names the library that is missing or does not fit.
    return {
      ok: false,
      reason: lines.find((line) => /lib.*\.so|dlopen|Error:/.test(line))?.trim() ?? lines[0] ?? 'it could not be loaded',
    }
  }
}

/** TensorFlow's lines about GPUs, without time and place: `2026-11-21 07:25:01.2: W external/…/x.cc:123] Text`. */
export function wordsAboutGpus(log: string): string[] {
  const texts = log.split('\n').map((line) => line.replace(/^.*?\.cc:\d+\] /, '').trim())
  return [...new Set(texts.filter((text) => /cuda|cuinit|cudnn|dlopen|gpu/i.test(text)))]
}

export function tensorflowChecks(location: RuntimeLocation, result: LoadResult): SystemCheck[] {
  if (location.kind === 'missing') {
    return [
      missing('TensorFlow', 'Runtime', `${location.reason} Training runs in plain JavaScript, many times slower.`, 'missing', {
        text: location.remedy,
        command: 'npm run setup',
      }),
    ]
  }
  const { version, variant, libraryFolders, bindingPath } = location
  return [
    fine(
      'TensorFlow',
      'Runtime',
      `${version} for ${variant === 'gpu' ? 'GPU and CPU' : 'CPU'}, from its published wheel, sha256 checked`,
      'found',
    ),
    fact('TensorFlow', 'Place', libraryFolders.join(', ')),
    result.ok
      ? fine('TensorFlow', 'Binding', `tfjs-node-gpu 4.22.0, Node-API 8, at ${bindingPath}`, 'loads')
      : missing('TensorFlow', 'Binding', `does not load: ${result.reason}`, 'broken', {
          text: 'Remove what set-up unpacked, and set it up again; its downloads are kept.',
          command: `rm -r '${runtimeFolder()}' && npm run setup`,
        }),
    ...(result.ok ? [ownKernelsCheck(location.kernels, result.loaded.kernels)] : []),
  ]
}
