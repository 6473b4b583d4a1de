/** The report as a whole: what `npm run doctor` prints and the System view shows. */
import { runtimeLocation } from '../tensorflow/runtime-location.ts'
import type { SystemCheck, SystemReport } from './system-report.ts'
import { appChecks } from './app.ts'
import { fine } from './checks.ts'
import { gpuChecks } from './gpu.ts'
import { libraryChecks } from './library.ts'
import { memoryChecks, processorChecks } from './machine.ts'
import { tensorflowChecks, tryTensorFlow } from './tensorflow.ts'

export interface ReportSource {
  /** Folder of the library; it must exist. */
  readonly libraryFolder: string
  /** Host that a download is under way from, or null. */
  readonly network: string | null
}

/** Takes the report afresh: a second or so, most of it for loading TensorFlow. */
export async function takeReport({ libraryFolder, network }: ReportSource): Promise<SystemReport> {
  const startedAt = performance.now()
  const location = runtimeLocation()
  const loaded = await tryTensorFlow(location)
  const checks: SystemCheck[] = [
    ...appChecks(),
    ...processorChecks(),
    ...(await memoryChecks(libraryFolder)),
    ...tensorflowChecks(location, loaded),
    ...(await gpuChecks(location, loaded)),
    ...(await libraryChecks(libraryFolder)),
    fine(
      'Network',
      'In use',
      network === null ? 'none: nothing is being fetched' : `fetching from ${network}`,
      network === null ? 'none' : 'in use',
    ),
  ]
  return { checks, takenAt: Date.now(), tookMs: Math.round(performance.now() - startedAt) }
}
