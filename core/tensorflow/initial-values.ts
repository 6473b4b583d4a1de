/** Draws what a parameter begins with, by counter under its key: the same for every interpreter and device. */
import type { Initialization } from '../graph/initialization.ts'
import { size, type Parameter } from '../graph/tensors.ts'
import { orthogonalValues } from './orthogonal.ts'
import { normalValues, uniformValues } from './random-keys.ts'

/** For ReLU, which lets half of the variance through: as torch.nn.init.calculate_gain('relu'). */
const reluGain = Math.SQRT2

export function initialValues({ shape, initial }: Parameter, initialization: Initialization, key: number): Float32Array {
  const count = size(shape)
  if (initial.kind === 'constant') return new Float32Array(count).fill(initial.value)
  const { fanIn, fanOut, factor = 1 } = initial
  switch (initialization) {
    case 'he-fan-in':
      return normalValues(key, count, factor * Math.sqrt(2 / fanIn))
    case 'he-fan-out':
      return normalValues(key, count, factor * Math.sqrt(2 / fanOut))
    case 'lecun':
      return normalValues(key, count, factor * Math.sqrt(1 / fanIn))
    case 'normal-0.01':
      return normalValues(key, count, factor * 0.01)
    case 'glorot':
      return uniformValues(key, count, factor * Math.sqrt(6 / (fanIn + fanOut)))
    case 'orthogonal':
      return orthogonalValues(key, shape, factor * reluGain)
  }
}
