/** What the person asks the drawing to show. */
import type { Problem } from '../../../core/architecture/problem.ts'
import type { Folding, PartId } from './stack-layout.ts'
import type { StackModel } from './stack-model.ts'
import type { TimeOf, ToneKind } from './tone.ts'

/** The design and how it is drawn, whatever is selected. */
export interface Shown {
  readonly model: StackModel
  readonly folding: Folding
  /** Zoom the person chose; null fits the window. */
  readonly zoom: number | null
  /** What the lightness of cells shows. */
  readonly tone: ToneKind
  readonly timeOf: TimeOf
}

export interface StackProps extends Shown {
  readonly problems: readonly Problem[]
  readonly selected: PartId
  /** All stages that are selected, ascending. */
  readonly selection: readonly number[]
  /** Block of the selected stage that is unfolded. */
  readonly open: number | null
}
