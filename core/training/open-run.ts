/** Opens what a run's training needs, from its folder alone. */
import { basename, join } from 'node:path'
import { fitsDataset } from '../architecture/fit-dataset.ts'
import { lower } from '../architecture/lower.ts'
import { openDataset } from '../datasets/cache.ts'
import type { DecodedDataset } from '../datasets/dataset.ts'
import { dataFolder } from '../datasets/layout.ts'
import { Failure } from '../files/failure.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { outliersWords } from '../graph/outliers.ts'
import { keepCheckpoints } from '../store/checkpoints.ts'
import { openMetricsWriter } from '../store/metrics-writer.ts'
import { readRunRecord } from '../store/run-folder.ts'
import type { RunRecord } from '../store/run.ts'
import { createProgram } from '../tensorflow/create-program.ts'
import { runtimeLocation } from '../tensorflow/runtime-location.ts'
import { dryStep, explainOutOfMemory, type MakeProgram } from './dry-step.ts'
import { isOutOfMemory } from './out-of-memory.ts'
import { memoryOf } from '../recipe/chosen-activation-checkpointing.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { learningRate } from '../recipe/schedule.ts'
import { beginOf, earlierCrash, enterState } from './start.ts'
import { telemetryLayout } from '../graph/telemetry-layout.ts'
import { thisMachine } from './this-machine.ts'
import { tryBatch } from './trial.ts'
import type { OpenedRun } from './trainer-host.ts'
import type { LogLevel } from './trainer-log.ts'

type Log = (level: LogLevel, text: string) => void

/** Throws a Failure, or what TensorFlow says, when the run cannot be trained here. */
export async function openRun(runFolder: string, log: Log): Promise<OpenedRun> {
  const record = readRunRecord(runFolder)
  const trained = openTrained(runFolder, record, log)
  if (mayBeTooLarge(trained, record.recipe)) {
    log('info', 'A step may take more memory than there is. It is tried in a process of its own.')
    if ((await tryBatch(runFolder, record.recipe.batchSize)) === 'too-large')
      throw await explainBySmaller(runFolder, record.recipe, log)
  }
  return openRunWith(runFolder, log, trained)
}

/** Where the estimate, good to about a quarter, comes near to what the machine has left. */
function mayBeTooLarge({ graph }: TrainedThing, recipe: Recipe): boolean {
  return memoryOf(graph, recipe) > 0.7 * process.availableMemory()
}

function explainBySmaller(runFolder: string, recipe: Recipe, log: Log): Promise<Failure> {
  log('warning', `A step of ${recipe.batchSize} images takes more memory than there is. Smaller batches are tried.`)
  return explainOutOfMemory(recipe, async (batchSize) => (await tryBatch(runFolder, batchSize)) === 'fits')
}

export interface TrainedThing {
  readonly graph: LayerGraph
  readonly dataset: DecodedDataset
  readonly make: MakeProgram
}

/** What a run trains, on what and by what. Throws a Failure when that cannot be trained here. */
export function openTrained(runFolder: string, record: RunRecord, log: Log): TrainedThing {
  // Where data sets are is the library's choice, and the lab hands it on; alone, a run looks into the library it lies in.
  const dataset = openDataset(record.dataset, dataFolder(process.env, join(runFolder, '..', '..', 'data')))
  const graph = graphOf(record, dataset)
  const location = runtimeLocation()
  if (location.kind === 'missing') log('warning', `Training in JavaScript, which is slow. ${location.reason} ${location.remedy}`)
  const { totalSteps, device } = record
  return { graph, dataset, make: (recipe) => createProgram(location, { graph, recipe, dataset, totalSteps }, device) }
}

/** The same with a data set and an engine that are there already. */
export async function openRunWith(runFolder: string, log: Log, { graph, dataset, make }: TrainedThing): Promise<OpenedRun> {
  const record = readRunRecord(runFolder)
  const { recipe } = record
  const explain = async (thrown: unknown): Promise<unknown> => {
    return isOutOfMemory(thrown) ? explainBySmaller(runFolder, recipe, log) : thrown
  }

  const program = await make(recipe).catch(async (thrown: unknown) => {
    throw await explain(thrown)
  })
  const own = program.readState()
  const begin = beginOf(runFolder, record, own)
  for (const text of begin.refused) log('warning', text)
  if (program.outliers.length > 0) log('info', `Direct convolutions ${outliersWords(program.outliers)}.`)
  const { position } = begin
  const { step } = position
  const rate = learningRate(recipe, step, record.totalSteps, position.progress) * position.rateScale
  const fresh = enterState(program, begin, own)
  const crash = earlierCrash(runFolder)
  const journal = openMetricsWriter(runFolder, {
    pid: process.pid,
    device: program.device,
    startedAt: Date.now(),
    fromStep: step,
    evaluated: position.evaluated,
    machine: thisMachine(runtimeLocation(), recipe, program.usesGpu),
    outliers: program.outliers,
  })
  let disposed = false
  const dispose = (): void => {
    if (!disposed) program.dispose()
    disposed = true
  }
  const close = (): void => {
    journal.close()
    dispose()
  }
  const putAside =
    journal.quarantined === null
      ? []
      : [`Damaged metrics of before are kept as ${basename(journal.quarantined)}, beside metrics.db.`]
  for (const text of putAside) log('warning', text)
  if (crash !== null && crash.attempt === journal.attempt - 1) journal.event(crash)
  try {
    log('info', 'A step is tried, to see whether there is memory for it.')
    await dryStep(program, recipe, step, rate)
    log('info', 'There is memory for a step.')
  } catch (thrown) {
    journal.commit()
    close()
    throw await explain(thrown)
  }
  return {
    record,
    start: begin.describe(program.device, journal.attempt, fresh, putAside),
    testCount: dataset.test.count,
    program,
    telemetryLayout: telemetryLayout(graph),
    journal,
    checkpoints: keepCheckpoints(runFolder, record, Date.now),
    explain(thrown) {
      // What it holds is needed for the tries.
      if (isOutOfMemory(thrown)) dispose()
      return explain(thrown)
    },
    close,
  }
}

function graphOf(record: RunRecord, dataset: DecodedDataset): LayerGraph {
  const lowered = lower(record.architecture)
  if (!lowered.ok) {
    const why = lowered.problems.map((problem) => problem.message).join(' ')
    throw new Failure('invalid-architecture', `The network cannot be trained. ${why}`, 'Mend the design and train it again.')
  }
  if (!fitsDataset(record.architecture, { ...dataset, classes: dataset.classes.length })) {
    throw new Failure(
      'does-not-fit',
      `The network is made for other images or classes than those of ${record.dataset}.`,
      "Set the design's input and classes to those of the data set and train it again.",
    )
  }
  return lowered.graph
}
