/** A measurement of a machine on which a step takes 7 ms, with TensorFlow's kernels 9, and more only with 512 channels; STAGECRAFT_PROBE says how it ends. */
import { workKinds } from '../../../core/prediction/work.ts'

const speeds = { ...Object.fromEntries(workKinds.map((kind) => [kind, 0])), step: 7, conv512: 1e-8 }
process.stdout.write('A line of TensorFlow.\n{"done":50,"total":100}\n')
if (process.env.STAGECRAFT_PROBE === 'broken') throw new Error('no memory for it')
const slower = { ...speeds, step: 9 }
const measured = {
  speeds: { float32: speeds, bfloat16: speeds },
  tensorflowSpeeds: { float32: slower, bfloat16: slower },
  others: 0.25,
}
process.stdout.write(`${JSON.stringify(measured)}\n`)
