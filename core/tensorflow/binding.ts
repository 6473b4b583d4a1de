/**
 * tfjs-node-gpu's compiled binding to the TensorFlow C API, used by itself: a trainer needs neither tfjs's JavaScript nor its
 * op-by-op engine.
 */
import { createRequire } from 'node:module'
import { Failure } from '../files/failure.ts'

interface TensorMetadata {
  readonly id: number
  readonly shape: readonly number[]
  readonly dtype: number
}

/** What is used of the binding (binding/tfjs_binding.cc of @tensorflow/tfjs-node-gpu). Ids stay valid until deleted. */
export interface Binding {
  readonly TF_Version: string
  readonly TF_FLOAT: number
  readonly TF_INT32: number
  createTensor(shape: readonly number[], dtype: number, values: Float32Array | Int32Array): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array
  loadSavedModel(folder: string, tags: string): number
  deleteSavedModel(id: number): void
  /** Names are separated by commas and carry their output: `step:0,rate:0`. */
  runSavedModel(id: number, inputIds: readonly number[], inputNames: string, outputNames: string): readonly TensorMetadata[]
  isUsingGpuDevice(): boolean
}

/** Loads the binding; its libraries are found beside it or through LD_LIBRARY_PATH. Throws a Failure when one of them cannot be loaded. */
export function loadBinding(file: string): Binding {
  try {
    return createRequire(import.meta.url)(file) as Binding
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    throw new Failure(
      'tensorflow-unusable',
      `Native TensorFlow cannot be loaded: ${why}`,
      'Run `npm run setup` to install it again; `npm run doctor` tells what is missing.',
      { cause: thrown },
    )
  }
}
