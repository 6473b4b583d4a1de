/**
 * A run without files or TensorFlow: a network of one number, and metrics and checkpoints in memory that outlive the trainer. What is written of it
 * goes through the real writer into a real database.
 */
import { readControls } from '../../../core/store/attempts.ts'
import { openForWriting, runDatabase } from '../../../core/store/database.ts'
import { metricsWriterOver } from '../../../core/store/metrics-writer.ts'
import type { RunRecord } from '../../../core/store/run.ts'
import { firstPosition, type Position } from '../../../core/store/position.ts'
import { lossAndError, type FirstBad, type NetworkState, type TrainingProgram } from '../../../core/tensorflow/program.ts'
import { recipeSchema, type RecipeInput } from '../../../core/recipe/recipe.ts'
import { train } from '../../../core/training/trainer.ts'
import type { Journal, Outcome, Start, TrainingRequest } from '../../../core/training/training-request.ts'
import type { TrainerRequest, TrainerState } from '../../../core/training/trainer-messages.ts'

export interface Setting {
  totalSteps: number
  /** Milliseconds of a step, by the clock of the run. */
  stepMs?: number
  lossAt?: (step: number) => number
  /** A step whose loss is finite and whose update is not, counted from 0. */
  overflowsAt?: number
  /** Test error of an evaluation after so many steps. NaN, as a program gives it, goes with a loss that is not finite. */
  errorAt?: (step: number) => number
  /** What is asked of the trainer before a step, the first time that it comes to it. */
  asks?: Readonly<Record<number, TrainerRequest[]>>
  /** Asked once an evaluation is under way. */
  askInEvaluation?: TrainerRequest
  firstBad?: FirstBad
  /** Thrown when a checkpoint is written. */
  checkpointFails?: () => Error | null
  /** Killed once the checkpoint of this step is on the disk, before anything else, the first time. */
  diesAtCheckpoint?: number
  recipe?: Partial<RecipeInput>
}

export const stepsOf = (value: number) => ({ unit: 'steps' as const, value })

const plainRecipe: RecipeInput = {
  name: 'plain',
  batchSize: 64,
  length: stepsOf(1),
  optimizer: { kind: 'sgd', momentum: 0, weightDecay: 0 },
  learningRate: { kind: 'steps', initial: 0.1, divisor: 10, after: [] },
  inputScaling: 'channel-mean-std',
  augmentation: { pad: 0, flip: false },
  evaluation: stepsOf(1000),
  checkpoints: { every: stepsOf(1000), last: 2, best: false, archive: null, budgetMegabytes: 1 },
  telemetryEvery: 0,
  seed: 1,
}

interface SavedCheckpoint {
  position: Position
  value: number
  listed: Start['checkpoint']
}

export function runInMemory(setting: Setting) {
  const { totalSteps, stepMs = 10, lossAt = () => 1, errorAt = () => 0.25, asks = {} } = setting
  const recipe = recipeSchema.parse({ ...plainRecipe, length: stepsOf(totalSteps), ...setting.recipe })
  const record = { recipe, totalSteps, stepsPerEpoch: 100 } as RunRecord
  let time = 0
  let commits = 0
  let unwritten = 0
  const database = openForWriting(':memory:', runDatabase)
  const states: Omit<TrainerState, 'pid'>[] = []
  const saved: SavedCheckpoint[] = []
  const taken: number[] = []
  const askedAt = new Set<number>()
  let value = 0
  let askedInEvaluation = false
  let diesAt = setting.diesAtCheckpoint ?? null

  const program: TrainingProgram = {
    device: 'a counter',
    usesGpu: false,
    outliers: [],
    step({ step, rate }) {
      taken.push(step)
      time += stepMs
      const loss = Number.isFinite(value) ? lossAt(step) : NaN
      const skipped = !Number.isFinite(loss)
      // Depends on all that came before, and on its order.
      if (!skipped) value = Math.fround(value * 0.9 + rate * (step + 1))
      if (step === setting.overflowsAt) value = Infinity
      return { ...lossAndError(loss, 0.5), skipped, telemetry: null }
    },
    async evaluate(_split, onProgress) {
      await onProgress?.(64)
      time += 100
      const error = errorAt(taken.at(-1) === undefined ? 0 : (taken.at(-1) ?? 0) + 1)
      return { ...lossAndError(Number.isNaN(error) ? NaN : 0.7, error), topFiveError: null }
    },
    measureHistograms: () => [],
    findNotFinite: () => setting.firstBad ?? null,
    readState: (): NetworkState => new Map([['value', { shape: [], values: Float32Array.of(value) }]]),
    writeState(state) {
      value = state.get('value')?.values[0] ?? NaN
    },
    dispose: () => {},
  }
  /** A trainer's writer: what it has not committed dies with it. */
  const openJournal = ({ step, evaluated }: Position): Journal => {
    unwritten = 0
    const writer = metricsWriterOver(database, { pid: 1, device: program.device, startedAt: time, fromStep: step, evaluated })
    const counted =
      <Rows extends unknown[]>(write: (...rows: Rows) => void) =>
      (...rows: Rows): void => {
        unwritten += 1
        write(...rows)
      }
    return {
      ...writer,
      step: counted(writer.step),
      evaluation: counted(writer.evaluation),
      control: counted(writer.control),
      event: counted(writer.event),
      peak: counted(writer.peak),
      telemetry: counted(writer.telemetry),
      histograms: counted(writer.histograms),
      commit() {
        commits += 1
        writer.commit()
        unwritten = 0
      },
    }
  }
  const requests = (): TrainerRequest[] => {
    if (states.at(-1)?.phase === 'evaluating') {
      if (!setting.askInEvaluation || askedInEvaluation) return []
      askedInEvaluation = true
      return [setting.askInEvaluation]
    }
    const done = (taken.at(-1) ?? -1) + 1
    if (askedAt.has(done)) return []
    askedAt.add(done)
    return asks[done] ?? []
  }

  const rows = <Row>(sql: string): Row[] => database.prepare<[], Row>(sql).all()
  const texts = (sql: string): string[] => database.prepare<[], string>(sql).pluck().all()

  /** Lives of a trainer one after the other: each goes on from the newest checkpoint, or from the beginning. */
  const live = (more: { wantedSteps?: number; onlyEvaluates?: boolean; dieAfter?: number } = {}): Promise<Outcome> => {
    const last = saved.at(-1)
    const position = last?.position ?? firstPosition(totalSteps)
    value = last?.value ?? 0
    taken.length = 0
    if (position.step > 0) taken.push(position.step - 1)
    let pauses = 0
    const request: TrainingRequest = {
      record,
      start: {
        position,
        checkpoint: last?.listed ?? null,
        kind: 'started',
        text: 'Started.',
        wantedSteps: more.wantedSteps ?? 0,
        onlyEvaluates: more.onlyEvaluates ?? false,
      },
      testCount: 128,
      program,
      telemetryLayout: [],
      journal: openJournal(position),
      checkpoints: {
        save(at, state) {
          const failure = setting.checkpointFails?.()
          if (failure) throw failure
          const listed = { step: at.step, bytes: 4, savedAt: time }
          saved.push({ position: structuredClone(at), value: state.get('value')?.values[0] ?? NaN, listed })
          if (at.step === diesAt) {
            diesAt = null
            throw new Error('killed')
          }
          return 4
        },
      },
      clock: { now: () => time, elapsed: () => time },
      report: (state) => states.push(state),
      pause() {
        pauses += 1
        return pauses === more.dieAfter ? Promise.reject(new Error('killed')) : Promise.resolve()
      },
      requests,
      peakBytes: () => null,
    }
    return train(request)
  }

  return {
    live,
    /** By their steps: "rate 0.100 skipped". */
    steps: () =>
      new Map(
        rows<StepColumns>('SELECT step, learning_rate, skipped FROM steps ORDER BY step').map((row) => [row.step, rateOf(row)]),
      ),
    /** Errors, by split and step. */
    evaluations: () =>
      new Map(
        rows<{ at: string; error: number }>(
          "SELECT split || ' ' || step AS at, error FROM evaluations ORDER BY step, split DESC",
        ).map(({ at, error }) => [at, error]),
      ),
    events: () => texts("SELECT kind || ' ' || step FROM events ORDER BY event"),
    /** What is said of events, and last what is said of the newest attempt's end. */
    texts: () => [
      ...texts('SELECT text FROM events ORDER BY event'),
      ...texts("SELECT coalesce(reason, '') || ' ' || coalesce(remedy, '') FROM attempts ORDER BY attempt DESC LIMIT 1"),
    ],
    states,
    saved,
    taken,
    controls: () => readControls(database),
    value: () => value,
    commits: () => commits,
    unwritten: () => unwritten,
  }
}

interface StepColumns {
  step: number
  learning_rate: number
  skipped: number
}

function rateOf({ learning_rate: rate, skipped }: StepColumns): string {
  return `rate ${rate.toPrecision(3)}${skipped ? ' skipped' : ''}`
}
