/** The training loop: steps, evaluations, and what is written of them. Knows neither processes nor files. */
import type { EventRow, MetricsWriter } from '../store/metrics-writer.ts'
import type { RunRecord } from '../store/run.ts'
import type { LossAndError, TrainingProgram } from './program.ts'
import { measurePace, type Pace } from './pace.ts'
import { evaluatesAfter, evaluationsLeft, learningRate } from './schedule.ts'
import type { TrainerState } from './trainer-messages.ts'

/** Where the trainer writes. Nothing is kept before `commit`; what was committed survives anything. */
export type Journal = Pick<MetricsWriter, 'step' | 'evaluation' | 'event' | 'commit'>

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds since some moment, never going back. */
  elapsed(): number
}

export interface TrainingRequest {
  readonly record: RunRecord
  readonly testCount: number
  readonly program: TrainingProgram
  readonly journal: Journal
  readonly clock: Clock
  report(state: Omit<TrainerState, 'pid'>): void
  /** Lets messages in; resolves at the next turn of the event loop. */
  pause(): Promise<void>
  stopAsked(): boolean
}

export type Outcome =
  | { kind: 'finished'; step: number }
  | { kind: 'stopped'; step: number }
  | { kind: 'diverged'; step: number; reason: string; remedy: string }

/** Nothing that was measured is lost for longer than this. */
const commitEveryMs = 200

/** Trains until the recipe's end, a request to stop, or divergence. The outcome is committed as an event before it is returned. */
export async function train(request: TrainingRequest): Promise<Outcome> {
  const { record, program, journal, clock } = request
  const { recipe, totalSteps, stepsPerEpoch } = record
  const pace = measurePace(request.testCount / recipe.batchSize)
  let done = 0
  let committed = 0
  let committedAt = clock.elapsed()

  const event = (kind: EventRow['kind'], text: string, remedy?: string): void =>
    journal.event({ step: done, time: clock.now(), kind, text, remedy })
  const commit = (): void => {
    journal.commit()
    committed = done
    committedAt = clock.elapsed()
  }
  const report = (phase: TrainerState['phase'], evaluating: number | null): void => {
    // The evaluation under way is counted with its part still to do.
    const evaluations = evaluationsLeft(recipe, done, totalSteps, stepsPerEpoch) + (evaluating === null ? 0 : 1 - evaluating)
    request.report({ phase, step: done, committed, evaluating, remainingMs: pace.remainingMs(totalSteps - done, evaluations) })
  }

  const stopped = (): Outcome => {
    event('stopped', `Stopped at step ${done} of ${totalSteps}, as asked.`)
    commit()
    return { kind: 'stopped', step: done }
  }

  event('started', `Started on ${program.device}.`)
  commit()
  report('training', null)
  while (done < totalSteps) {
    if (request.stopAsked()) return stopped()
    const rate = learningRate(recipe, done)
    if (done > 0 && rate !== learningRate(recipe, done - 1)) event('rate-changed', `Learning rate ${shortNumber(rate)}.`)
    const startedAt = clock.elapsed()
    const { loss, error } = program.step(done)
    const stepMs = clock.elapsed() - startedAt
    pace.step(stepMs)
    done += 1
    journal.step({ step: done, time: clock.now(), loss, error, learningRate: rate, stepMs })
    if (!Number.isFinite(loss)) {
      const diverged = divergence(done, rate, loss)
      event('diverged', diverged.reason, diverged.remedy)
      commit()
      return diverged
    }
    if (evaluatesAfter(recipe, done, totalSteps, stepsPerEpoch)) {
      commit()
      const evaluation = await evaluate(request, pace, (part) => report('evaluating', part))
      if (evaluation === null) return stopped()
      journal.evaluation({ step: done, time: clock.now(), ...evaluation })
      const { loss, error } = evaluation
      event('evaluated', `Test error ${(100 * error).toFixed(2)} %, test loss ${loss.toFixed(4)}.`)
      commit()
    } else if (clock.elapsed() - committedAt >= commitEveryMs) {
      commit()
    }
    report('training', null)
    await request.pause()
  }
  event('finished', `Finished ${totalSteps} steps.`)
  commit()
  return { kind: 'finished', step: done }
}

/** Null when the run is to stop before the whole test set was seen. */
async function evaluate(
  { program, testCount, clock, pause, stopAsked }: TrainingRequest,
  pace: Pace,
  progress: (part: number) => void,
): Promise<LossAndError | null> {
  const startedAt = clock.elapsed()
  progress(0)
  const ended = new Error('The evaluation was ended early.')
  try {
    const result = await program.evaluate(async (images) => {
      progress(images / testCount)
      await pause()
      if (stopAsked()) throw ended
    })
    pace.evaluation(clock.elapsed() - startedAt)
    return result
  } catch (thrown) {
    if (thrown === ended) return null
    throw thrown
  }
}

function divergence(step: number, rate: number, loss: number): Extract<Outcome, { kind: 'diverged' }> {
  const what = Number.isNaN(loss) ? 'not a number (NaN)' : 'infinite'
  return {
    kind: 'diverged',
    step,
    reason: `The training loss became ${what} at step ${step}, with learning rate ${shortNumber(rate)}.`,
    remedy: `Train again with a smaller learning rate, such as ${shortNumber(rate / 10)}; deep nets may need it for the first steps only.`,
  }
}

/** 0.1 ÷ 10 ÷ 10 as 0.001, not 0.0010000000000000002. */
function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6)))
}
