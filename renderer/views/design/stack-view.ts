/** What the person asks the drawing to show. */
import type { Problem } from '../../../core/architecture/problem.ts'
import type { Folding, PartId } from './stack-layout.ts'
import type { StackModel } from './stack-model.ts'

export interface StackProps {
  readonly model: StackModel
  readonly problems: readonly Problem[]
  readonly selected: PartId
  /** Block of the selected stage that is unfolded. */
  readonly open: number | null
  readonly folding: Folding
  /** Zoom the person chose; null fits the window. */
  readonly zoom: number | null
}
