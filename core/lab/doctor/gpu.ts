/** The graphics card: device, driver, libraries, and why it is not used. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { RuntimeLocation } from '../../tensorflow/runtime-location.ts'
import type { SystemCheck } from '../system-report.ts'
import { attention, fact, fine, missing } from './checks.ts'
import type { LoadResult } from './tensorflow.ts'

/** Libraries that TensorFlow 2.21 opens by name when it finds a GPU. */
const libraries = [
  'libcudart.so.12',
  'libcublas.so.12',
  'libcublasLt.so.12',
  'libcudnn.so.9',
  'libcufft.so.11',
  'libcusolver.so.11',
  'libcusparse.so.12',
  'libnccl.so.2',
]

const driverFile = '/proc/driver/nvidia/version'
const getRuntime = { text: 'Get TensorFlow with its CUDA libraries; no CUDA toolkit is needed.', command: 'npm run setup -- gpu' }

export async function gpuChecks(location: RuntimeLocation, result: LoadResult): Promise<SystemCheck[]> {
  if (process.platform !== 'linux') return [fact('GPU', 'In use', 'no: TensorFlow is published with GPU support for Linux only')]
  const driver = existsSync(driverFile)
    ? (/Kernel Module[^\d]*([\d.]+)/.exec(readFileSync(driverFile, 'utf8'))?.[1] ?? 'found')
    : null
  if (driver === null) {
    return [
      fact('GPU', 'Device', `No NVIDIA device: there is no ${driverFile}.`),
      fact('GPU', 'In use', 'no: training runs on the CPU. If this computer has an NVIDIA card, its driver is missing.'),
    ]
  }
  const checks = [fine('GPU', 'Device', await devices(), 'found'), fine('GPU', 'Driver', driver, 'found')]
  if (location.kind === 'missing' || location.variant === 'cpu') {
    return [...checks, missing('GPU', 'In use', 'no: the GPU runtime is not on this computer', 'not used', getRuntime)]
  }
  const found = location.libraryFolders.flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : [],
  )
  const libraryChecks = libraries.map((library) => {
    const path = found.find((file) => file.endsWith(`/${library}`))
    return path === undefined
      ? missing('GPU', library, 'not in the runtime', 'missing', getRuntime)
      : fine('GPU', library, path, 'found')
  })
  const inUse =
    result.ok && result.loaded.gpu
      ? fine('GPU', 'In use', 'yes', 'in use')
      : attention('GPU', 'In use', 'no: TensorFlow does not see the device', 'not used', {
          text: 'Read what it says when it looks for the card.',
          command: 'TF_CPP_MIN_LOG_LEVEL=0 npm run doctor',
        })
  return [...checks, ...libraryChecks, inUse]
}

async function devices(): Promise<string> {
  try {
    const query = ['--query-gpu=name,memory.total', '--format=csv,noheader']
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 10_000 })
    return stdout.trim().split('\n').join('; ')
  } catch {
    // The driver runs, only its tool is not on the PATH.
    return 'NVIDIA device; nvidia-smi is not here to name it'
  }
}
