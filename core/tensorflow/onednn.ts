/** What TensorFlow leaves to oneDNN on this machine: its convolutions have gradients that TensorFlow's own lack. */
import { readFileSync } from 'node:fs'
import type { ElementType } from '../graph/graph-layer.ts'

/** float16 only on processors too few to tell apart. The trainer's environment switches oneDNN on; macOS' library is built without. */
export function oneDnnTakes(type: ElementType): boolean {
  if (process.env.TF_ENABLE_ONEDNN_OPTS !== '1' || process.platform !== 'linux' || process.arch !== 'x64') return false
  return type === 'float32' || (type === 'bfloat16' && hasAvx512())
}

let known: boolean | null = null

/** TensorFlow asks the same before it leaves bfloat16 to oneDNN. */
function hasAvx512(): boolean {
  known ??= /\bavx512f\b/.test(readFileSync('/proc/cpuinfo', 'utf8'))
  return known
}
