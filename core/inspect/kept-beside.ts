/** What an analysis rests on that another one measures too: taken as it was kept with the run, else measured now and kept, so that it is measured once. */
import type { Tensors } from '../files/safetensors.ts'
import type { AnalysisKind, OptionsOf, ResultOf } from './analyses.ts'
import { keepInspection, readInspectionTensors, type Asked, type Basis } from './kept.ts'
import type { Measured } from './measuring/measure.ts'

export interface KeptBeside {
  /** What is kept of it at the same checkpoint; null where it was not measured yet. */
  read<Kind extends AnalysisKind>(kind: Kind, options: OptionsOf<Kind>): Tensors | null
  keep<Kind extends AnalysisKind>(kind: Kind, options: OptionsOf<Kind>, measured: Measured<ResultOf<Kind>>, tookMs: number): void
}

/** `now`: milliseconds since 1970. */
export function keptBeside(
  runFolder: string,
  step: number,
  on: Pick<Basis, 'device' | 'precision'>,
  now: () => number,
): KeptBeside {
  const asked = <Kind extends AnalysisKind>(kind: Kind, options: OptionsOf<Kind>): Asked<Kind> => ({ kind, step, options })
  return {
    read: (kind, options) => readInspectionTensors(runFolder, asked(kind, options)),
    keep: (kind, options, measured, tookMs) =>
      keepInspection(runFolder, asked(kind, options), measured, { ...on, measuredAt: now(), tookMs }),
  }
}
