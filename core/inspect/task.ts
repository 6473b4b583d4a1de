/** What the lab asks of the process that looks into a run. */
import type { Asked } from './kept.ts'

export interface InspectionTask {
  readonly runFolder: string
  /** Folder of the decoded data sets. */
  readonly data: string
  readonly asked: Asked
}
