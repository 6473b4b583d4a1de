/** Where a trainer begins: with fresh weights, at the newest checkpoint, or at the one that a branch was given. */
import { statSync } from 'node:fs'
import { Failure } from '../files/failure.ts'
import type { Tensors } from '../files/safetensors.ts'
import { readAgreedStep } from '../store/agreed-step.ts'
import { isEvaluationAsked } from '../store/asked-evaluation.ts'
import { checkpointPath, openNewestCheckpoint, putAside, type UnusableCheckpoint } from '../store/checkpoints.ts'
import type { ReadCheckpoint } from '../store/checkpoint-file.ts'
import { readRunEnd } from '../store/run-end.ts'
import { openMetricsReader } from '../store/metrics-reader.ts'
import type { EventRow } from '../store/metrics-writer.ts'
import { isBranch, isImport } from '../store/origin.ts'
import type { RunRecord } from '../store/run.ts'
import { readWantedSteps } from '../store/wanted-steps.ts'
import { keptStep, refusedWayOn, unusableText, wayOn } from '../store/way-on.ts'
import { branchPosition, firstPosition, type Position } from '../store/position.ts'
import type { TrainingProgram } from '../tensorflow/program.ts'
import type { Start } from './training-request.ts'

export interface Begin {
  readonly position: Position
  /** Null for fresh weights, which the program has from its making. */
  readonly state: Tensors | null
  /** Another run wrote the state: it may be of another optimizer. */
  readonly isBranch: boolean
  /** Newer checkpoints that cannot be used, and that a person agreed to do without, in words. */
  readonly refused: readonly string[]
  /** `fresh`: names of what the state had not and the program had from its making. `notes`: what else is to be told. */
  describe(device: string, attempt: number, fresh: readonly string[], notes?: readonly string[]): Start
}

/**
 * `own`: what the program has from its making. Throws a Failure when it is a branch and nothing of what it began with is left, and when what was
 * measured would be dropped without a person's word.
 */
export function beginOf(runFolder: string, record: RunRecord, own: Tensors): Begin {
  const { checkpoint, unusable } = openNewestCheckpoint(runFolder, (one) => misfit(one, record, own))
  if (checkpoint === null && record.origin !== null) {
    throw new Failure(
      'no-checkpoint',
      ['The checkpoint that this run began with cannot be used any more.', ...unusable.map(unusableText)].join(' '),
      isImport(record.origin) ? `Import ${record.origin.file} again.` : `Branch again from ${record.origin.name}.`,
    )
  }
  requireWayOn(runFolder, record, checkpoint, unusable)
  for (const { step } of unusable) putAside(runFolder, step)
  const refused = unusable.map((one) => `${unusableText(one)} It was kept with .damaged after its name.`)
  const isOfAnother = checkpoint !== null && checkpoint.run !== record.id
  const position = positionOf(checkpoint, record)
  const written =
    checkpoint === null || isOfAnother
      ? null
      : { step: position.step, savedAt: checkpoint.savedAt, bytes: sizeOf(runFolder, position) }
  return {
    position,
    state: checkpoint?.state ?? null,
    isBranch: isOfAnother,
    refused,
    describe(device, attempt, fresh, notes = []) {
      const from = checkpoint === null ? 'the beginning' : `step ${position.step}`
      const whose = isOfAnother && isBranch(record.origin) ? ` of ${record.origin.name}` : ''
      const sentences = [
        attempt === 1
          ? `Started${checkpoint === null ? '' : ` from ${from}${whose}`} on ${device}.`
          : `Resumed from ${from} on ${device}.`,
        ...(fresh.length === 0 ? [] : [`New to it, and begun anew: ${freshText(fresh)}.`]),
        ...refused,
        ...notes,
      ]
      const kind = attempt === 1 ? 'started' : 'resumed'
      return {
        position,
        checkpoint: written,
        kind,
        text: sentences.join(' '),
        wantedSteps: readWantedSteps(runFolder),
        onlyEvaluates: isEvaluationAsked(runFolder, attempt - 1),
      }
    },
  }
}

function requireWayOn(
  runFolder: string,
  { id }: RunRecord,
  checkpoint: ReadCheckpoint | null,
  unusable: readonly UnusableCheckpoint[],
): void {
  const metrics = openMetricsReader(runFolder, 0)
  try {
    metrics.refresh()
    const { attempts, events } = metrics
    const way = wayOn(checkpoint?.position.step ?? null, keptStep(attempts, events), unusable)
    const agreed = readAgreedStep(runFolder, attempts.at(-1)?.attempt ?? 0)
    const isAgreed = agreed !== null && way.from !== null && way.from >= agreed
    if (way.refused !== null && !isAgreed) throw refusedWayOn(id, way, way.refused)
  } finally {
    metrics.close()
  }
}

function sizeOf(runFolder: string, { step }: Position): number {
  return statSync(checkpointPath(runFolder, step)).size
}

function positionOf(checkpoint: ReadCheckpoint | null, record: RunRecord): Position {
  if (checkpoint === null) return firstPosition(record.totalSteps)
  if (checkpoint.run === record.id) return checkpoint.position
  return branchPosition(checkpoint.position, checkpoint.recipe, record.recipe, record.totalSteps)
}

/** Why a checkpoint is not one that the run goes on from; null when it is. A branch begins with one of another run, and perhaps another optimizer. */
function misfit({ run, position, state }: ReadCheckpoint, { id, origin }: RunRecord, own: Tensors): string | null {
  if (run !== id) return isBranch(origin) && origin.step === position.step ? null : `it is of another run, ${run}`
  for (const [name, { shape }] of own) {
    const found = state.get(name)?.shape
    if (found === undefined) return `it is of another network or recipe: there is no ${name} in it`
    if (found.join() !== shape.join()) {
      return `it is of another network: ${name} is ${shapeText(found)} in it, and ${shapeText(shape)} here`
    }
  }
  return null
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'one number' : shape.join('×')
}

/** Gives the program its state. A branch keeps what its parent had and it has too; gives the names of all else. */
export function enterState(program: TrainingProgram, { state, isBranch }: Begin, own: Tensors): string[] {
  if (state === null) return []
  if (!isBranch) {
    program.writeState(new Map(state))
    return []
  }
  const fresh: string[] = []
  const mixed = new Map(
    [...own].map(([name, tensor]) => {
      const found = state.get(name)
      if (found && found.shape.join() === tensor.shape.join()) return [name, found]
      fresh.push(name)
      return [name, tensor]
    }),
  )
  program.writeState(mixed)
  return fresh
}

/** Names of a state as words: `momentum` of every layer is one. */
function freshText(names: readonly string[]): string {
  const kinds = new Set(names.map((name) => name.slice(name.lastIndexOf('/') + 1)))
  return [...kinds].join(', ')
}

/** What the lab wrote down of a crash, as an event of the attempt that it ended: only a trainer writes into the run's events. */
export function earlierCrash(runFolder: string): (EventRow & { readonly attempt: number }) | null {
  const end = readRunEnd(runFolder)
  if (end === null || end.attempt === null || end.attempt === 0 || end.status.kind !== 'crashed') return null
  const { step, reason, remedy } = end.status
  return { attempt: end.attempt, step, time: end.time, kind: 'crashed', text: reason, remedy }
}
