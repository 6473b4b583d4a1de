/** Watches runs until each has ended, and tells what happens to them. */
import type { LabClient } from '../api/contract.ts'
import type { RunDetail } from '../api/contract/runs.ts'
import type { OnInterrupt } from './interrupt.ts'
import { ask } from './lab-client.ts'
import { isAtRest } from '../compare/run-states.ts'
import { eventsBetween } from './train-events.ts'
import type { TrainOutput } from './train-output.ts'
import { exitCode } from './usage.ts'

export interface TrainContext {
  client: LabClient
  output: TrainOutput
  /** A line for the person, where there is one. */
  note(line: string): void
  /** A command for the same library, as it is typed. */
  command(words: string): string
  readonly onInterrupt: OnInterrupt
}

export interface WatchedRun {
  /** The name it was asked for by. */
  readonly title: string
  /** How it was when it was asked to go on: what happened before is not told again. Null for a new run. */
  readonly before: RunDetail | null
}

const stops = 'Stopping at a checkpoint after this step; Ctrl-C again leaves at once, and training goes on.'

/**
 * Watches runs, by their ids, and gives the exit code: 0 when every one finished. Ctrl-C stops them at a checkpoint and says how each
 * goes on.
 */
export async function watchToTheEnd(runs: ReadonlyMap<string, WatchedRun>, context: TrainContext): Promise<number> {
  const { client, output, note } = context
  context.onInterrupt(stops, async () => {
    await Promise.all([...runs.keys()].map((id) => ask(client, 'runs.stop', { id, when: 'now' })))
  })
  const ended = await watch(client, runs, output)
  for (const { summary } of ended) {
    const { kind } = summary.status
    if (kind === 'stopped' || kind === 'pruned' || kind === 'paused' || kind === 'crashed') {
      note(`To go on from step ${summary.resumesFrom ?? 0}: ${context.command(`resume ${summary.record.id}`)}`)
    }
  }
  return ended.every(({ summary }) => summary.status.kind === 'finished') ? exitCode.finished : exitCode.failed
}

/** Resolves once all of them have ended. */
export function watch(client: LabClient, runs: ReadonlyMap<string, WatchedRun>, output: TrainOutput): Promise<RunDetail[]> {
  return new Promise((resolve, reject) => {
    const last = new Map<string, RunDetail>()
    const stops = [...runs].map(([id, { title, before }]) =>
      client.subscribe(
        'run',
        { id },
        (detail) => {
          if (detail === null) return
          output.run(detail.summary, eventsBetween(last.get(id) ?? before, { architecture: title, detail }))
          last.set(id, detail)
          if (last.size < runs.size || ![...last.values()].every(({ summary }) => isAtRest(summary))) return
          for (const stop of stops) stop()
          resolve([...last.values()])
        },
        (error) => reject(new Error(`${error.message} ${error.remedy}`)),
      ),
    )
  })
}
