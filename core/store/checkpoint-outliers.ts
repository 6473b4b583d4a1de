/** What the network of a checkpoint computes directly: what the attempt did that trained to it. */
import type { Outliers } from '../graph/outliers.ts'
import { openMetricsReader } from './metrics-reader.ts'

/** None where the run's metrics do not tell. */
export function checkpointOutliers(runFolder: string, step: number): readonly Outliers[] {
  const metrics = openMetricsReader(runFolder, 0)
  try {
    metrics.refresh()
    const { attempts } = metrics
    // What a run begins with, as a branch does, no attempt of its own trained to.
    return (attempts.findLast(({ fromStep }) => fromStep < step) ?? attempts[0])?.outliers ?? []
  } finally {
    metrics.close()
  }
}
