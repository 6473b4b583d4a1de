/** What files about a study are written of: what it asked, found and drew. */
import type { DrawnFigure } from '../../drawing/figure.ts'
import type { Deviation } from '../../recipe/protocol.ts'
import type { RunSummary } from '../../store/run.ts'
import type { Outcome } from '../../study/outcome.ts'
import type { Study } from '../../study/study.ts'
import type { PairVerdict } from '../../study/verdict.ts'

export interface ReportedStudy {
  readonly study: Study
  /** How far it is, in a sentence. */
  readonly standing: string
  readonly cells: readonly {
    readonly variant: string
    readonly seed: number
    readonly run: RunSummary | null
    readonly taken: boolean
  }[]
  readonly outcomes: readonly Outcome[]
  readonly verdicts: readonly PairVerdict[]
  /** By variant, in which settings its recipe is not the published one; null where none was published. */
  readonly deviations: readonly (readonly Deviation[] | null)[]
  /** `name` is that of its files. */
  readonly figures: readonly { readonly name: string; readonly figure: DrawnFigure }[]
  /** `60,000 images, 32×32×3, 10 classes` */
  readonly data: string
  /** Machines and versions, each with the ids of the runs that it trained. */
  readonly machines: readonly {
    readonly runs: readonly string[]
    readonly rows: readonly { readonly name: string; readonly value: string }[]
  }[]
}
