/** Rows of the facts beside a run: what was predicted and what came, its checkpoints, its attempts. */
import type { RunDetail } from '../../../core/api/contract/runs.ts'
import type { ImportOrigin } from '../../../core/store/origin.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import type { DeviceChoice } from '../../../core/recipe/device.ts'
import { formatBytes, formatCount, formatMilliseconds, formatErrorNumber } from '../../format.ts'
import { keptText, outcomeText } from './checkpoint-words.ts'

export interface ComparedRow {
  readonly name: string
  readonly predicted: string
  readonly measured: string
}

/** A dash where nothing was predicted or measured yet: the rows are there from the start, so that nothing jumps. */
export function comparedRows({ record: { predicted }, stepMs, peakBytes }: RunSummary): ComparedRow[] {
  const show = (value: number | null | undefined, text: (value: number) => string): string =>
    value === null || value === undefined ? '–' : text(value)
  return [
    { name: 'Step', predicted: show(predicted?.stepMs, formatMilliseconds), measured: show(stepMs, formatMilliseconds) },
    { name: 'Peak memory', predicted: show(predicted?.peakBytes, formatBytes), measured: show(peakBytes, formatBytes) },
  ]
}

export interface CheckpointRow {
  /** Why it is kept. */
  readonly name: string
  /** Its step. */
  readonly value: string
  readonly savedAt: number
}

export function checkpointRows({ checkpoints, summary }: RunDetail): CheckpointRow[] {
  const { bestStep, bestTestError } = summary
  return checkpoints.map((checkpoint, index) => {
    const isBest = checkpoint.step === bestStep && bestTestError !== null
    const error = isBest ? `, ${formatErrorNumber(bestTestError)} %` : ''
    const name = keptText(checkpoint, index === 0) + error
    return { name, value: `step ${formatCount(checkpoint.step)}`, savedAt: checkpoint.savedAt }
  })
}

export interface AttemptRow {
  /** Its number and how it ended. */
  readonly name: string
  /** Its steps. */
  readonly value: string
  readonly device: string
  readonly startedAt: number
}

/** The file that a run's weights are of; the digest is long, and is read whole on pointing at it. */
export function importRows({ file, sha256, network, anew }: ImportOrigin): { name: string; value: string; title?: string }[] {
  return [
    { name: 'File', value: file },
    { name: 'SHA-256', value: `${sha256.slice(0, 12)}…`, title: sha256 },
    { name: 'As', value: network },
    ...(anew.length === 0 ? [] : [{ name: 'Begun anew', value: anew.join(', ') }]),
  ]
}

/** Newest first. */
export function attemptRows({ attempts }: RunDetail): AttemptRow[] {
  return attempts
    .map((attempt) => ({
      name: `${attempt.attempt}, ${outcomeText(attempt)}`,
      value: `${formatCount(attempt.fromStep)} to ${formatCount(attempt.toStep)}`,
      device: attempt.device,
      startedAt: attempt.startedAt,
    }))
    .reverse()
}

/** `CPU`, `GPU 0 and 1`: where a run was asked to train. */
export function deviceText(choice: DeviceChoice): string {
  if (choice.kind === 'auto') return 'any'
  return choice.kind === 'cpu' ? 'CPU' : `GPU ${choice.gpus.join(' and ')}`
}
