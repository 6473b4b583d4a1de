/** `inspect`: looks into the trained networks of one run or several, beside each other. */
import type { LabClient } from '../../api/contract.ts'
import type { InspectionState } from '../../api/contract/inspections.ts'
import type { AnalysisKind, AskedAnalysis } from '../../inspect/analyses.ts'
import type { KeptInspection } from '../../inspect/kept.ts'
import type { RunSummary } from '../../store/run.ts'
import type { WantedCheckpoint } from '../../store/wanted-checkpoint.ts'
import { visibleText } from '../../text/visible-text.ts'
import { findRun } from '../find-run.ts'
import type { OnInterrupt } from '../interrupt.ts'
import { ask } from '../lab-client.ts'
import { duration, percent } from '../text.ts'
import { exitCode } from '../usage.ts'
import { inspectionText } from './text.ts'

export interface InspectContext {
  readonly client: LabClient
  readonly json: boolean
  print(line: string): void
  note(line: string): void
  readonly onInterrupt: OnInterrupt
  /** Milliseconds. */
  now(): number
}

export interface InspectedRun<Kind extends AnalysisKind = AnalysisKind> {
  readonly run: RunSummary
  readonly kept: KeptInspection<Kind>
}

/** What takes longer tells how far it is, so often. */
const betweenNotesMs = 3000

/**
 * Prints what comes of it for each run, one after the other; with `json` an object a line, as it is kept. Gives the exit code. Throws a UsageError where there
 * is no such run, and an Error with what to do where it cannot be measured.
 */
export async function inspectRuns(
  asked: AskedAnalysis,
  named: readonly string[],
  checkpoint: WantedCheckpoint,
  context: InspectContext,
): Promise<number> {
  const inspected = await measuredOf(asked, named, checkpoint, context)
  if (inspected === null) return exitCode.failed
  if (context.json) {
    for (const { run, kept } of inspected) context.print(JSON.stringify({ run: run.record.id, name: run.record.name, ...kept }))
  } else for (const line of inspectionText(inspected)) context.print(line)
  return exitCode.finished
}

/** What was measured of each, or is now; null where it was cancelled. */
export async function measuredOf(
  asked: AskedAnalysis,
  named: readonly string[],
  checkpoint: WantedCheckpoint,
  context: InspectContext,
): Promise<InspectedRun[] | null> {
  const runs: RunSummary[] = []
  for (const name of named) runs.push(await findRun(context.client, name))
  const inspected: InspectedRun[] = []
  for (const run of runs) {
    const kept = await inspectOne(asked, run, checkpoint, context)
    if (kept === null) return null
    inspected.push({ run, kept })
  }
  return inspected
}

/** Null where it was cancelled. */
async function inspectOne(
  asked: AskedAnalysis,
  { record }: RunSummary,
  checkpoint: WantedCheckpoint,
  { client, json, note, onInterrupt, now }: InspectContext,
): Promise<KeptInspection | null> {
  const foreseen = json ? null : await ask(client, 'inspections.foresee', { run: record.id, asked })
  const { id } = await ask(client, 'inspections.start', { run: record.id, checkpoint, asked })
  onInterrupt('Cancelling.', async () => {
    await ask(client, 'inspections.cancel', { id })
  })
  let told = now()
  let isTold = foreseen === null || foreseen.ms < betweenNotesMs
  return await new Promise((resolve, reject) => {
    const end = client.subscribe(
      'inspection',
      { id },
      (state) => {
        if (state?.kind === 'running' && foreseen !== null && !isTold) {
          isTold = true
          note(`${visibleText(record.name)}: about ${duration(foreseen.ms)}`)
        }
        if (state?.kind === 'running' && !json && state.total > 0 && now() - told >= betweenNotesMs) {
          told = now()
          note(`${visibleText(record.name)}: ${percent(state.done / state.total)} done, ${duration(state.remainingMs)} left`)
        }
        const answer = answerOf(state)
        if (answer === 'pending') return
        end()
        if (answer instanceof Error) reject(answer)
        else resolve(answer)
      },
      (error) => reject(new Error(`${error.message} ${error.remedy}`)),
    )
  })
}

function answerOf(state: InspectionState | null): KeptInspection | null | Error | 'pending' {
  switch (state?.kind) {
    case undefined:
      return new Error('The lab ended meanwhile. What it had measured by then is kept: ask again.')
    case 'waiting':
    case 'running':
      return 'pending'
    case 'done':
      return state.kept
    case 'failed':
      return new Error(`${state.reason} ${state.remedy}`)
    case 'cancelled':
      return null
  }
}
