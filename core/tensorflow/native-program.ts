/** A training program on native TensorFlow: the training graph in a session, and the little that has to be done around it. */
import {
  evaluationOf,
  lossAndError,
  type Evaluation,
  type FirstBad,
  type NetworkState,
  type ProgramRequest,
  type Split,
  type StepRequest,
  type TrainingProgram,
} from './program.ts'
import { noKernels } from '../graph/kernel-plan.ts'
import { directFor, type Outliers } from '../graph/outliers.ts'
import { collectGarbage } from './process-memory.ts'
import type { Binding } from './binding.ts'
import { batchPositions, batchSpan } from './data-order.ts'
import { readFinite } from './finite-graph.ts'
import { readHistograms } from './histogram-graph.ts'
import { initialState } from './initial-state.ts'
import { looksForOutliers, outlying } from './own-kernels/outliers.ts'
import { Session, type Feed } from './session.ts'
import { readState, writeState } from './state-graph.ts'
import { averagingShare, mixupShare, survivalChances, survivors } from './step-draws.ts'
import { trainingGraph, type TrainingGraph } from './training-graph.ts'

/**
 * Builds the graph, loads it and the data set, and sets the initial weights.
 * Throws a RangeError when a batch is larger than the training set: an image would come twice in one batch.
 */
export function createNativeProgram(binding: Binding, device: string, request: ProgramRequest): TrainingProgram {
  const { graph, recipe, dataset } = request
  const { batchSize, validationImages } = recipe
  const trainCount = dataset.train.count - validationImages
  if (batchSize > trainCount) {
    throw new RangeError(`A batch of ${batchSize} is larger than the ${trainCount} images trained on. Choose a smaller batch.`)
  }
  const training = trainingGraph(request, { checked: false })
  const run = openRun(binding, training, request, trainCount)

  const program: TrainingProgram = {
    device,
    usesGpu: binding.isUsingGpuDevice(),
    outliers: [],
    step({ step, rate, telemetry }: StepRequest) {
      const { last, restore } = run.accumulate(step)
      const feeds = { ...last, rate: float(rate), ...averagingFeed(request, step) }
      const [loss = NaN, error = NaN, done = 0, ...measured] = run.session.run(telemetry ? 'trainMeasured' : 'train', feeds)
      const skipped = done === 0
      if (skipped) restore()
      return { ...lossAndError(loss, error), skipped, telemetry: telemetry ? Float32Array.from(measured) : null }
    },
    async evaluate(split: Split, onProgress): Promise<Evaluation> {
      const count = split === 'test' ? dataset.test.count : validationImages
      const size = training.evaluationBatches[split]
      const sums = { loss: 0, wrong: 0, beyondFive: 0 }
      for (let from = 0; from < count; from += size) {
        const target = split === 'test' ? 'evaluate' : 'evaluateValidation'
        const [loss = NaN, wrong = NaN, beyondFive = NaN] = run.session.run(target, { from: int(from) })
        sums.loss += loss
        sums.wrong += wrong
        sums.beyondFive += beyondFive
        await onProgress?.(Math.min(from + size, count))
      }
      return evaluationOf(sums, count, dataset.classes.length)
    },
    findNotFinite: (step) => search(binding, request, trainCount, program.readState(), step),
    measureHistograms(step) {
      if (recipe.telemetryEvery === 0) return []
      const { last, restore } = run.accumulate(step)
      const rows = run.session.run('histograms', last)
      restore()
      return readHistograms(graph, step + 1, rows)
    },
    readState: () => readState(run.session, training.state),
    writeState: (state: NetworkState) => writeState(run.session, training.state, state),
    dispose: () => run.session.dispose(),
  }
  program.writeState(initialState(graph, recipe))
  const found = findOutliers(request, training, run)
  if (found.length > 0) {
    program.dispose()
    const direct = directFor(found, recipe.precision)
    return { ...createNativeProgram(binding, device, { ...request, direct }), outliers: found }
  }
  collectGarbage()
  return program
}

/** Looked for once: what is left of Winograd's convolutions reads what it read before. */
function findOutliers(request: ProgramRequest, { kernels }: TrainingGraph, run: OpenRun): Outliers[] {
  if (!looksForOutliers(request, kernels)) return []
  return outlying(request.graph, kernels, run.session.run('outliers', run.feeds(0)))
}

interface OpenRun {
  readonly session: Session
  /** What a pass over one batch is fed; passes count from the run's first. Sees to it that their epochs are shuffled. */
  feeds(pass: number): Record<string, Feed>
  /** Runs the passes of a step before its last. Gives what that is fed, and takes back what they moved: BN's statistics. */
  accumulate(step: number): { readonly last: Record<string, Feed>; restore(): void }
}

function openRun(
  binding: Binding,
  { nodes, kernels, statistics }: TrainingGraph,
  request: ProgramRequest,
  trainCount: number,
): OpenRun {
  const { graph, recipe } = request
  const session = new Session(binding, nodes, { oneByOne: kernels !== noKernels })
  session.run('load')
  const chances = survivalChances(graph, recipe)
  /** Epochs whose permutations stand in row 0 and row 1. */
  const shuffled: [number, number] = [-1, -1]
  const shuffle = (epoch: number): void => {
    const row = epoch % 2 === 0 ? 0 : 1
    if (shuffled[row] === epoch) return
    session.run(`shuffle${row}`, { epoch: int(epoch) })
    shuffled[row] = epoch
  }
  const openRun: OpenRun = {
    session,
    feeds(pass) {
      const { batchSize, seed, augmentation } = recipe
      const { firstEpoch, lastEpoch } = batchSpan(pass, batchSize, trainCount)
      shuffle(firstEpoch)
      shuffle(lastEpoch)
      return {
        pass: int(pass),
        positions: { shape: [batchSize], values: batchPositions(pass, batchSize, trainCount) },
        ...(augmentation.mixup > 0 ? { mixupShare: float(mixupShare(recipe, pass)) } : {}),
        ...(chances.size > 0 ? { survivors: { shape: [chances.size], values: survivors(seed, pass, chances) } } : {}),
      }
    },
    accumulate(step) {
      const { accumulation } = recipe
      const last = (step + 1) * accumulation - 1
      if (accumulation === 1) return { last: openRun.feeds(last), restore: () => undefined }
      const before = readState(session, statistics)
      session.run('clear')
      for (let pass = last - accumulation + 1; pass < last; pass++) session.run('accumulate', openRun.feeds(pass))
      return {
        last: openRun.feeds(last),
        restore: () => writeState(session, statistics, before),
      }
    },
  }
  return openRun
}

function averagingFeed({ recipe, totalSteps }: ProgramRequest, step: number): Record<string, Feed> {
  return recipe.averaging.kind === 'none' ? {} : { averagingShare: float(averagingShare(recipe, step + 1, totalSteps)) }
}

/** Looks at every layer of the step's passes, in a session of its own: it happens once in a run, if at all. */
function search(
  binding: Binding,
  request: ProgramRequest,
  trainCount: number,
  state: NetworkState,
  step: number,
): FirstBad | null {
  const checked = trainingGraph(request, { checked: true })
  const { session, feeds } = openRun(binding, checked, request, trainCount)
  try {
    writeState(session, checked.state, state)
    const { accumulation } = request.recipe
    for (let pass = step * accumulation; pass < (step + 1) * accumulation; pass++) {
      const bad = readFinite(request.graph, Math.max(1, request.devices?.length ?? 0), session.run('check', feeds(pass)))
      if (bad !== null) return bad
    }
    return null
  } finally {
    session.dispose()
  }
}

function int(value: number): Feed {
  return { shape: [], values: Int32Array.of(value) }
}

function float(value: number): Feed {
  return { shape: [], values: Float32Array.of(value) }
}
