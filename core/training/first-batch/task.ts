/** What the lab asks of the process that tries a batch. */
import type { Architecture } from '../../architecture/architecture.ts'
import type { FirstBatchSettings } from '../../recipe/first-batch.ts'

export interface FirstBatchTask {
  readonly architecture: Architecture
  readonly settings: FirstBatchSettings
  /** Folder of the decoded data sets. */
  readonly data: string
}
