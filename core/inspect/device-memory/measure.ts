/** The largest memory of a process that uses a network and does nothing else. */
import { size } from '../../graph/tensors.ts'
import { Failure } from '../../files/failure.ts'
import { loadBinding } from '../../tensorflow/binding.ts'
import { GraphWriter } from '../../tensorflow/graph-writer.ts'
import { createDevice } from '../../tensorflow/inspection/device-program.ts'
import { networkVariables } from '../../tensorflow/network-variables.ts'
import { instructionsOf } from '../../tensorflow/own-kernels/module.ts'
import { collectGarbage, forgetPeak, peakBytes } from '../../tensorflow/process-memory.ts'
import type { NetworkState } from '../../tensorflow/program.ts'
import type { RuntimeLocation } from '../../tensorflow/runtime-location.ts'
import { apartThreads } from '../../tensorflow/session-config.ts'
import type { LayerGraph } from '../../graph/layer-graph.ts'
import type { DeviceMemoryTask } from './task.ts'

/** Those after the first take what the first did, or little more. */
const passes = 3

/**
 * In bytes, from when the weights are in their places on: while libraries are loaded it is more for a moment. Null where the system does not tell. What is held does not
 * depend on the numbers: weights are zeros, which take no memory beside TensorFlow's. Throws a Failure `tensorflow-missing`.
 */
export function bytesInUse({ own, ...used }: DeviceMemoryTask, location: RuntimeLocation): number | null {
  if (location.kind === 'missing') throw new Failure('tensorflow-missing', location.reason, location.remedy)
  const binding = loadBinding(location.bindingPath)
  const kernels = own ? (instructionsOf(location.kernels) ?? undefined) : undefined
  apartThreads()
  const program = createDevice(binding, { ...used, kernels }, zerosOf(used.graph))
  collectGarbage()
  if (!forgetPeak()) return null
  const images = new Float32Array(used.batch * size(used.graph.layers[0]?.outputShape ?? [])).fill(1)
  for (let pass = 0; pass < passes; pass += 1) program.scores(images)
  return peakBytes()
}

function zerosOf(graph: LayerGraph): NetworkState {
  const { parameters, statistics } = networkVariables(new GraphWriter(), graph)
  return new Map(
    [...parameters, ...statistics].map(([name, { shape }]) => [name, { shape, values: new Float32Array(size(shape)) }]),
  )
}
