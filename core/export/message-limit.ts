/** What a format whose file is one protobuf message can hold. */
import { Failure } from '../files/failure.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { weightBytes } from './weights.ts'

/** protobuf takes no message of 2 GiB. */
const largestMessage = 2 ** 31 - 1
/** Room for all that are no weights. */
const others = 16_000_000

/** Throws a Failure `export-too-large` where the weights alone fill a message; nothing was made by then. */
export function requireMessage(graph: LayerGraph, format: string): void {
  const bytes = weightBytes(graph)
  if (bytes < largestMessage - others) return
  throw new Failure(
    'export-too-large',
    `${format} keeps the weights within a message of at most 2 GiB; these take ${(bytes / 2 ** 30).toFixed(1)} GiB.`,
    'Export to PyTorch or Keras, whose weights stand in a file of their own.',
  )
}
