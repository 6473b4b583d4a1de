/** What the person asks the drawing to show. */
import type { Problem } from '../../../core/architecture/problem.ts'
import type { Folding, PartId } from '../../../core/drawing/stack-layout.ts'
import type { StackModel } from '../../../core/drawing/stack-model.ts'
import type { TimeOf, ToneKind } from './tone.ts'
import type { TreePlace } from './tree.ts'

/** The design and how it is drawn, whatever is selected. */
export interface Shown {
  readonly model: StackModel
  readonly folding: Folding
  /** Zoom the person chose; null fits the window. */
  readonly zoom: number | null
  /** What the lightness of cells shows. */
  readonly tone: ToneKind
  readonly timeOf: TimeOf
  /** Predicted milliseconds of a training step; null where nothing is known. */
  readonly stepMs: number | null
}

/** How a part looks beyond what it is. */
export interface PartLook {
  /** For assistive technology. */
  readonly label: string
  readonly selected: boolean
  /** Its block that is unfolded. */
  readonly open: number | null
  /** Where the keys are; null in a picture. */
  readonly focus: TreePlace | null
  readonly problem: Problem['severity'] | null
  readonly wrongShortcut: boolean
}

export const plainLook: PartLook = {
  label: '',
  selected: false,
  open: null,
  focus: null,
  problem: null,
  wrongShortcut: false,
}

export interface StackProps extends Shown {
  readonly problems: readonly Problem[]
  readonly selected: PartId
  /** All stages that are selected, ascending. */
  readonly selection: readonly number[]
  /** Block of the selected stage that is unfolded. */
  readonly open: number | null
}
