/** A run that was trained elsewhere, as it stands in lists: what its figures say, and nothing of what nobody knows here. */
import { recentMean, recentMedian } from './recent-steps.ts'
import { renamed, type Remarks } from './remarks.ts'
import type { ElsewhereRecord, RunDamage, RunSummary } from './run.ts'
import type { Scalars } from './scalars.ts'

export interface ElsewhereFacts {
  readonly record: ElsewhereRecord
  readonly scalars: Scalars
  readonly damage: readonly RunDamage[]
  readonly bytes: number
  readonly remarks: Remarks
}

/** Its time is from its first figure to its last: whether it paused in between is not known. */
export function summarizeElsewhere({ record, scalars, damage, bytes, remarks }: ElsewhereFacts): RunSummary {
  const { range } = scalars
  const recent = (series: Parameters<Scalars['facts']>[0]): Float64Array => scalars.facts(series).recent
  const last = (series: Parameters<Scalars['facts']>[0]): number | null => {
    const value = recent(series).at(-1)
    return value !== undefined && Number.isFinite(value) ? value : null
  }
  const best = scalars.facts('testError').least
  return {
    record: renamed(record, remarks),
    status: { kind: 'elsewhere', step: range?.step ?? 0 },
    totalSteps: record.totalSteps,
    rateScale: 1,
    damage,
    resumesFrom: null,
    startedAt: range?.from ?? null,
    endedAt: range?.to ?? null,
    trainedMs: range === null ? null : range.to - range.from,
    trainLoss: recentMean(recent('trainLoss')),
    trainError: recentMean(recent('trainError')),
    testLoss: last('testLoss'),
    testError: last('testError'),
    testTopFiveError: last('testTopFiveError'),
    validationError: last('validationError'),
    bestTestError: best?.value ?? null,
    bestTestTopFiveError: best === null ? null : scalars.at('testTopFiveError', best.step),
    bestStep: best?.step ?? null,
    learningRate: last('learningRate'),
    stepMs: recentMedian(recent('stepMs')),
    imagesPerSecond: null,
    remainingMs: null,
    evaluating: null,
    device: null,
    peakBytes: null,
    bytes,
    remarks,
  }
}
