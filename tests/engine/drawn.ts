/** What layers of native TensorFlow draw in a pass, for an oracle that has to leave out the same numbers. */
import { GraphWriter } from '../../core/tensorflow/graph-writer.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { passUniform } from '../../core/tensorflow/random-nodes.ts'
import { drawnFor } from '../../core/tensorflow/network.ts'
import { Session } from '../../core/tensorflow/session.ts'

export function drawn(
  binding: Binding,
  { seed, pass = 0, replica = 0 }: { seed: number; pass?: number; replica?: number },
  layer: string,
  shape: readonly number[],
): Float32Array {
  const writer = new GraphWriter()
  const uniform = passUniform(writer, seed, writer.ints([pass], []), replica)
  writer.target('drawn', uniform(drawnFor(layer), shape), [])
  const session = new Session(binding, writer.nodes)
  const numbers = session.run('drawn')
  session.dispose()
  return numbers
}
