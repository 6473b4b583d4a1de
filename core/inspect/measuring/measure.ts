/** The shape of what measures an analysis. */
import type { Tensors } from '../../files/safetensors.ts'
import type { InspectedRun } from '../inspected-run.ts'

/** Parts of the work that are done, of all. It is waited for. */
export type Told = (done: number, total: number) => Promise<void>

export interface Measured<Result> {
  /** On how many images it rests. */
  readonly images: number
  readonly result: Result
  /** What is too much for text, kept beside it. */
  readonly tensors?: Tensors
}

export type Measure<Options, Result> = (run: InspectedRun, options: Options, told: Told) => Promise<Measured<Result>>
