/** A run with what was measured of it, as figures take it. */
import type { AnalysisKind } from '../../../core/inspect/analyses.ts'
import type { KeptInspection } from '../../../core/inspect/kept.ts'
import type { DatasetId } from '../../../core/datasets/dataset.ts'
import type { RunStroke } from '../../components/charts/run-colour.ts'

export interface Inspected<Kind extends AnalysisKind = AnalysisKind> {
  readonly id: string
  /** Told from the others'. */
  readonly name: string
  readonly stroke: RunStroke
  readonly dataset: DatasetId
  readonly kept: KeptInspection<Kind>
}
