/**
 * A real trainer of a small network: `trainer.ts RUN_FOLDER DATASET_JSON TENSOR`. It says on its output what it is about to do, so that it can be
 * killed while it does. With a number for TENSOR it kills itself in its first checkpoint, just before it writes that tensor.
 */
import { readFileSync, writeSync } from 'node:fs'
import type { DecodedDataset } from '../../../core/datasets/dataset.ts'
import type { Tensors } from '../../../core/files/safetensors.ts'
import { readRunRecord } from '../../../core/store/run-folder.ts'
import { createNativeProgram } from '../../../core/tensorflow/native-program.ts'
import { openRunWith } from '../../../core/training/open-run.ts'
import type { TrainingProgram } from '../../../core/tensorflow/program.ts'
import { runTrainerProcess } from '../../../core/training/trainer-host.ts'
import { graphOf, nativeBinding } from '../native.ts'

/** Tensors are gone through twice: for the digest, and then to be written. */
class FatalTensors extends Map<string, { shape: readonly number[]; values: Float32Array }> {
  readonly #fatal: number
  #times = 0

  constructor(tensors: Tensors, fatal: number) {
    super(tensors)
    this.#fatal = fatal
  }

  override *values(): ReturnType<Map<string, { shape: readonly number[]; values: Float32Array }>['values']> {
    this.#times += 1
    let index = 0
    for (const tensor of super.values()) {
      if (this.#times === 2 && index === this.#fatal) process.kill(process.pid, 'SIGKILL')
      index += 1
      yield tensor
    }
    return undefined
  }
}

const [runFolder = '', datasetFile = '', fatalTensor] = process.argv.slice(2)
const dataset = JSON.parse(readFileSync(datasetFile, 'utf8')) as DecodedDataset
const say = (what: string): void => void writeSync(1, `${what}\n`)

say('opening')
await runTrainerProcess(runFolder, async (folder, log) => {
  const record = readRunRecord(folder)
  const graph = graphOf(record.architecture)
  const make = (recipe: typeof record.recipe): Promise<TrainingProgram> =>
    Promise.resolve(createNativeProgram(nativeBinding(), 'native', { graph, recipe, dataset, totalSteps: record.totalSteps }))
  const run = await openRunWith(folder, log, { graph, dataset, make })
  return {
    ...run,
    program: {
      ...run.program,
      step(request) {
        say('step')
        return run.program.step(request)
      },
      evaluate(split, onProgress) {
        say('evaluation')
        return run.program.evaluate(split, onProgress)
      },
    },
    journal: {
      ...run.journal,
      commit() {
        say('commit')
        run.journal.commit()
      },
    },
    checkpoints: {
      save(position, state) {
        say('checkpoint')
        return run.checkpoints.save(position, fatalTensor === undefined ? state : new FatalTensors(state, Number(fatalTensor)))
      },
    },
  }
})
