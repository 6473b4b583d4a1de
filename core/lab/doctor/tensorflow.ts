/** Whether native TensorFlow loads, tried in a process of its own: a library that does not fit must not take the lab with it. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { runtimeLocation, trainerEnvironment, type RuntimeLocation } from '../../tensorflow/runtime-location.ts'
import type { SystemCheck } from '../system-report.ts'
import { fact, fine, missing } from './checks.ts'

const probe = fileURLToPath(new URL('./tensorflow-probe.ts', import.meta.url))
const probeTimeoutMs = 60_000

/** What the probe prints. */
export interface Loaded {
  readonly version: string
  readonly gpu: boolean
}

export type LoadResult = { ok: true; loaded: Loaded } | { ok: false; reason: string }

export async function tryTensorFlow(location: RuntimeLocation = runtimeLocation()): Promise<LoadResult> {
  if (location.kind === 'missing') return { ok: false, reason: location.reason }
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [probe, location.bindingPath], {
      env: trainerEnvironment(location),
      timeout: probeTimeoutMs,
    })
    return { ok: true, loaded: JSON.parse(stdout) as Loaded }
  } catch (thrown) {
    const lines = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')
    // The loader's own line names the library that is missing or does not fit.
    return {
      ok: false,
      reason: lines.find((line) => /lib.*\.so|dlopen|Error:/.test(line))?.trim() ?? lines[0] ?? 'it could not be loaded',
    }
  }
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
      ? fine('TensorFlow', 'Binding', `tfjs-node 4.22.0, Node-API 8, at ${bindingPath}`, 'loads')
      : missing('TensorFlow', 'Binding', `does not load: ${result.reason}`, 'broken', {
          text: 'Remove the folder .runtime and set it up again.',
          command: 'npm run setup',
        }),
  ]
}
