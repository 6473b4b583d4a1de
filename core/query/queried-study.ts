/** A study as it is asked about: of its runs the ids, since the runs are asked for by themselves. */
import type { QueriedStudy } from './query-table.ts'

export interface WithRuns extends Omit<QueriedStudy, 'cells'> {
  readonly cells: readonly {
    readonly variant: string
    readonly seed: number
    readonly run: { readonly record: { readonly id: string } } | null
    readonly taken: boolean
  }[]
}

export function queriedStudy({ id, study, state, madeAt, cells, outcomes, measured, verdicts }: WithRuns): QueriedStudy {
  return {
    ...{ id, study, state, madeAt, outcomes, measured, verdicts },
    cells: cells.map(({ variant, seed, run, taken }) => ({ variant, seed, run: run && run.record.id, taken })),
  }
}
