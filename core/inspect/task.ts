/** What the lab asks of the process that looks into a run. */
import type { MeasuredSpeeds } from '../prediction/speeds.ts'
import type { Asked } from './kept.ts'

export interface InspectionTask {
  readonly runFolder: string
  /** Folder of the decoded data sets. */
  readonly data: string
  readonly asked: Asked
  /** This computer's, of the kernels that the run asks for; null where they were not measured. */
  readonly speeds: MeasuredSpeeds | null
}
