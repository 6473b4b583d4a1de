/** What a file has for the tensors of a network, in the names of one framework. */
import type { TensorName } from '../export/module-paths.ts'
import { channelsLast, pytorchShape } from '../export/weights.ts'
import type { Tensor, TensorEntry, Tensors } from '../files/safetensors.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { valueOf } from '../graph/value-of.ts'

/** What a file has for one tensor of the network. */
export interface Offer {
  /** Its name in the file, or the one that it would have there. */
  readonly name: string
  /** Null where the file lacks it. */
  readonly entry: TensorEntry | null
  /** Why it cannot be taken, as a sentence; null where it can. */
  readonly fault: string | null
  /** How it differs from the network's own, as a sentence, where it is taken all the same. */
  readonly difference: string | null
  /** Tensors of the file that it is made of. */
  readonly needs: readonly string[]
  /** The tensor as it is kept here, of those. */
  made(tensors: Tensors): Tensor
}

/** By the names of a state dict; PyTorch keeps other axes. */
export function pytorchOffer(graph: LayerGraph, here: TensorName, found: ReadonlyMap<string, TensorEntry>): Offer {
  return plainOffer(here.pytorch, found.get(here.pytorch), pytorchShape(here), (tensor) => channelsLast(graph, here, tensor))
}

/** By layer and variable, as an export to Keras writes them into a safetensors file. Keras keeps everything as it is kept here. */
export function kerasOffer(here: TensorName, found: ReadonlyMap<string, TensorEntry>): Offer {
  return plainOffer(here.keras, found.get(here.keras), here.shape, (tensor) => tensor)
}

function plainOffer(
  name: string,
  entry: TensorEntry | undefined,
  shape: readonly number[],
  arranged: (tensor: Tensor) => Tensor,
): Offer {
  // DataParallel puts the same before every name.
  const inFile = entry?.name ?? name
  return {
    name: inFile,
    entry: entry ?? null,
    fault: entry !== undefined && entry.shape.join() !== shape.join() ? shapesDiffer(entry.shape, shape) : null,
    difference: null,
    needs: [inFile],
    made: (tensors) => arranged(valueOf(tensors, inFile)),
  }
}

export function shapesDiffer(there: readonly number[], here: readonly number[]): string {
  return `It is ${shapeText(there)} in the file and ${shapeText(here)} here.`
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'one number' : shape.join('×')
}
