/** Figures of a sweep's runs: the fields that it varies, what trials are compared by, and some that all runs have. */
import { figureNamed, type Figure } from '../../../core/compare/figures.ts'
import type { SweepDetail } from '../../../core/api/contract/sweeps.ts'
import type { Value } from '../../../core/plan/part-of.ts'
import { comparedBy } from '../../../core/sweep/plan.ts'
import { spaceOf, sweepFields } from '../../../core/sweep/space.ts'

export interface SweepFigures {
  readonly figures: readonly Figure[]
  /** Ids of the varied fields, and of what trials are compared by. */
  readonly fields: readonly string[]
  readonly error: string
}

export function sweepFigures({ plan, trials }: Pick<SweepDetail, 'plan' | 'trials'>): SweepFigures {
  const captions = new Map(sweepFields(plan).map(({ id, caption }) => [id, caption]))
  const values = new Map(trials.flatMap(({ note, runs }) => runs.map(({ id }) => [id, note.values] as const)))
  const own = [...spaceOf(plan)].map(([field, axis]): Figure => {
    const valueOf = (id: string): Value | undefined => values.get(id)?.[field]
    const base = { id: field, name: captions.get(field) ?? field, measured: false }
    if (axis.kind === 'number') {
      return { ...base, kind: 'number', log: axis.log, of: ({ record }) => numberOf(valueOf(record.id)) }
    }
    const choices = axis.values.map(String)
    return { ...base, kind: 'choice', choices, of: ({ record }) => placeIn(choices, valueOf(record.id)) }
  })
  const error = figureNamed(`${comparedBy(plan)}-error`)
  const others = ['test-error', 'training-error', 'training-time', 'parameters', 'macs'].map(figureNamed)
  return {
    figures: [...own, error, ...others.filter(({ id }) => id !== error.id)],
    fields: own.map(({ id }) => id),
    error: error.id,
  }
}

const numberOf = (value: Value | undefined): number | null => (typeof value === 'number' ? value : null)

function placeIn(choices: readonly string[], value: Value | undefined): number | null {
  const place = value === undefined ? -1 : choices.indexOf(String(value))
  return place < 0 ? null : place
}
