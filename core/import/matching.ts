/** Which tensor of a file is which of a network, by name and shape. Pure. */
import { tensorNames, type TensorName } from '../export/module-paths.ts'
import { Failure } from '../files/failure.ts'
import { isReadable, type Tensor, type TensorEntry, type Tensors } from '../files/safetensors.ts'
import type { Layer, LayerGraph } from '../graph/layer-graph.ts'
import { kerasOffer, pytorchOffer, type Offer } from './offer.ts'
import type { ImportLine, ImportReport } from './report.ts'

/** A tensor of the network, and what it becomes of those that are read. */
export interface Match {
  readonly here: TensorName
  made(tensors: Tensors): Tensor
}

export interface Matching {
  readonly matches: readonly Match[]
  /** Of the tensors that are read, in the file. */
  readonly names: ReadonlySet<string>
  readonly report: ImportReport
}

/** What PyTorch's DataParallel puts before every name. */
const parallelPrefix = 'module.'
const batchCount = /(^|\.)num_batches_tracked$/

/** Of a safetensors or ONNX file, whose names are PyTorch's or Keras'. Throws as `matchOffers`. */
export function matchTensors(graph: LayerGraph, entries: readonly TensorEntry[]): Matching {
  const ours = tensorNames(graph)
  const prefix = entries.length > 0 && entries.every(({ name }) => name.startsWith(parallelPrefix)) ? parallelPrefix : ''
  const found = new Map(entries.map((entry) => [entry.name.slice(prefix.length), entry]))
  const inFile = (name: (tensor: TensorName) => string): number => ours.filter((tensor) => found.has(name(tensor))).length
  const isKeras = inFile(({ keras }) => keras) > inFile(({ pytorch }) => pytorch)
  const offers = ours.map((here) => [here, isKeras ? kerasOffer(here, found) : pytorchOffer(graph, here, found)] as const)
  return matchOffers(new Map(offers), entries)
}

/**
 * Takes every tensor of the network that the file offers. A layer of the head that the file has not, or for other classes, begins anew whole; a
 * count of batches is done without. Throws a Failure `weights-do-not-fit` with the names where anything else of the network is missing.
 */
export function matchOffers(offers: ReadonlyMap<TensorName, Offer>, entries: readonly TensorEntry[]): Matching {
  const faults = new Map<TensorName, string>()
  for (const [here, offer] of offers) {
    const fault = faultOf(offer)
    if (fault !== null) faults.set(here, fault)
  }
  const lacking = [...faults].filter(([{ layer }]) => layer.place.part !== 'head')
  if (lacking.length > 0) throw misfit(lacking.map(([here, reason]) => ({ name: offers.get(here)?.name ?? here.name, reason })))

  const anew = new Set<Layer>([...faults.keys()].map(({ layer }) => layer))
  const taken = [...offers].filter(([{ layer }]) => !anew.has(layer))
  const begun = [...offers].filter(([{ layer }]) => anew.has(layer))
  const names = new Set(taken.flatMap(([, { needs }]) => needs))
  const known = new Set([...names, ...begun.map(([, { name }]) => name)])
  const others = entries.map(({ name }) => name).filter((name) => !known.has(name))
  return {
    matches: taken.map(([here, { made }]) => ({ here, made })),
    names,
    report: {
      taken: taken.flatMap(([, { name, difference }]) => (difference === null ? [name] : [])),
      adapted: [
        ...taken.flatMap(([, { name, difference: reason }]) => (reason === null ? [] : [{ name, reason }])),
        ...begun.map(([here, { name }]) => ({
          name,
          reason: `${faults.get(here) ?? 'Its layer begins anew as a whole.'} It begins with the initial values of the recipe’s seed.`,
        })),
        ...others.filter(isBatchCount).map((name) => ({ name, reason: 'Done without: statistics move at a fixed rate here.' })),
      ],
      refused: others
        .filter((name) => !isBatchCount(name))
        .map((name) => ({ name, reason: 'The network has no tensor of this name.' })),
      anew: [...anew].map(({ name }) => name),
    },
  }
}

function isBatchCount(name: string): boolean {
  return batchCount.test(name)
}

/** Why a tensor cannot be taken, as a sentence; null where it can. */
function faultOf({ entry, fault, needs }: Offer): string | null {
  if (fault !== null) return fault
  if (entry === null) return needs.length === 0 ? null : 'The file does not have it.'
  return isReadable(entry.type) ? null : `Its numbers are ${entry.type}, where F32, F16 and BF16 are read.`
}

/** How many tensors a message names. */
const mostNamed = 8

function misfit(lacking: readonly ImportLine[]): Failure {
  const named = lacking.slice(0, mostNamed).map(({ name, reason }) => `${name}: ${reason}`)
  const more = lacking.length > mostNamed ? ` And ${lacking.length - mostNamed} more.` : ''
  return new Failure(
    'weights-do-not-fit',
    `The network has ${lacking.length} tensors that cannot be taken from the file. ${named.join(' ')}${more}`,
    'Name the design that the weights are of, and a data set with as many channels; names are those of torchvision or of an export.',
  )
}
