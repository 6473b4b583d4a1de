/** A graph loaded into TensorFlow: values in by placeholder name, one value out by target name. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeScratchFolder } from '../files/scratch.ts'
import { Failure } from '../files/failure.ts'
import type { Binding } from './binding.ts'
import { encodeSavedModel, graphTag, type NodeDef } from './saved-model.ts'
import { sessionConfig, sessionConfigVariable, type SessionThreads } from './session-config.ts'

export interface Feed {
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array
}

export class Session {
  readonly #binding: Binding
  readonly #model: number

  constructor(binding: Binding, nodes: readonly NodeDef[], threads: SessionThreads = {}) {
    const folder = makeScratchFolder('graph')
    try {
      writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(nodes))
      process.env[sessionConfigVariable] = sessionConfig(threads)
      this.#model = binding.loadSavedModel(folder, graphTag)
    } finally {
      rmSync(folder, { recursive: true })
    }
    this.#binding = binding
  }

  /** Runs what `target` needs and gives its value. Blocks until it is done. Throws a Failure when a node fails. */
  run(target: string, feeds: Readonly<Record<string, Feed>> = {}): Float32Array {
    const names = Object.keys(feeds)
    const inputs: number[] = []
    try {
      for (const { shape, values } of Object.values(feeds)) inputs.push(this.#create(shape, values))
      const input = names.map((name) => `${name}:0`).join(',')
      const [output] = this.#runModel(inputs, input, `${target}:0`)
      if (output === undefined) throw new Error(`TensorFlow gave nothing for "${target}".`)
      try {
        return this.#binding.tensorDataSync(output.id) as Float32Array
      } finally {
        this.#binding.deleteTensor(output.id)
      }
    } finally {
      for (const id of inputs) this.#binding.deleteTensor(id)
    }
  }

  dispose(): void {
    this.#binding.deleteSavedModel(this.#model)
  }

  #runModel(inputs: readonly number[], inputNames: string, outputNames: string): ReturnType<Binding['runSavedModel']> {
    try {
      return this.#binding.runSavedModel(this.#model, inputs, inputNames, outputNames)
    } catch (thrown) {
      throw asFailure(thrown)
    }
  }

  #create(shape: readonly number[], values: Float32Array | Int32Array): number {
    const { TF_FLOAT, TF_INT32 } = this.#binding
    return this.#binding.createTensor(shape, values instanceof Float32Array ? TF_FLOAT : TF_INT32, values)
  }
}

/** What TensorFlow says, with what to do about it. */
function asFailure(thrown: unknown): Failure {
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  const tensor = /OOM when allocating tensor with shape\[([\d,]*)\].*device:(\w+)/.exec(said)
  if (tensor === null) {
    return new Failure('tensorflow-failed', `TensorFlow stopped: ${said}`, 'Run `npm run doctor` to see what it runs on.', {
      cause: thrown,
    })
  }
  const [, shape = '', device = ''] = tensor
  return new Failure(
    'out-of-memory',
    `The ${device}'s memory is used up: a tensor of ${shape.split(',').join('×')} numbers does not fit.`,
    'Choose a smaller batch or a narrower network, or close other programs that use this memory.',
    { cause: thrown },
  )
}
