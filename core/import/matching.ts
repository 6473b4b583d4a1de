/** Which tensor of a file is which of a network, by name and shape. Pure. */
import { tensorNames, type TensorName } from '../export/module-paths.ts'
import { channelsLast, pytorchShape } from '../export/weights.ts'
import { Failure } from '../files/failure.ts'
import { isReadable, type Tensor, type TensorEntry } from '../files/safetensors.ts'
import type { Layer, LayerGraph } from '../graph/layer-graph.ts'
import type { ImportLine, ImportReport } from './report.ts'

/** A tensor of a file, and what it becomes here. */
export interface Match {
  readonly file: string
  readonly here: TensorName
  /** The same numbers as they are kept here. */
  arranged(tensor: Tensor): Tensor
}

export interface Matching {
  readonly matches: readonly Match[]
  /** Of the tensors that are taken, in the file. */
  readonly names: ReadonlySet<string>
  readonly report: ImportReport
}

/** How a framework names and arranges tensors. */
interface Convention {
  name(tensor: TensorName): string
  shape(tensor: TensorName): readonly number[]
  arranged(graph: LayerGraph, here: TensorName, tensor: Tensor): Tensor
}

const pytorch: Convention = { name: (tensor) => tensor.pytorch, shape: pytorchShape, arranged: channelsLast }
/** Keras keeps everything as it is kept here. */
const keras: Convention = {
  name: (tensor) => tensor.keras,
  shape: ({ shape }) => shape,
  arranged: (_graph, _here, tensor) => tensor,
}

/** What PyTorch's DataParallel puts before every name. */
const parallelPrefix = 'module.'
const batchCount = /(^|\.)num_batches_tracked$/

/**
 * Takes every tensor that the network has by name and shape. A layer of the head that the file has not, or for other classes, begins anew whole; a
 * count of batches is done without. Throws a Failure `weights-do-not-fit` with the names where anything else of the network is missing.
 */
export function matchTensors(graph: LayerGraph, entries: readonly TensorEntry[]): Matching {
  const ours = tensorNames(graph)
  const prefix = entries.length > 0 && entries.every(({ name }) => name.startsWith(parallelPrefix)) ? parallelPrefix : ''
  const found = new Map(entries.map((entry) => [entry.name.slice(prefix.length), entry]))
  const inFile = (by: Convention): number => ours.filter((tensor) => found.has(by.name(tensor))).length
  const convention = inFile(keras) > inFile(pytorch) ? keras : pytorch

  const faults = new Map<TensorName, string>()
  for (const here of ours) {
    const fault = faultOf(found.get(convention.name(here)), convention.shape(here))
    if (fault !== null) faults.set(here, fault)
  }
  const lacking = [...faults].filter(([{ layer }]) => layer.place.part !== 'head')
  if (lacking.length > 0) throw misfit(lacking.map(([here, fault]) => ({ name: convention.name(here), reason: fault })))

  const anew = new Set<Layer>([...faults.keys()].map(({ layer }) => layer))
  const taken = ours.filter(({ layer }) => !anew.has(layer))
  const matches = taken.map((here): Match => ({
    file: `${prefix}${convention.name(here)}`,
    here,
    arranged: (tensor) => convention.arranged(graph, here, tensor),
  }))
  const begun = ours.filter(({ layer }) => anew.has(layer))
  const known = new Set(ours.map(convention.name))
  const others = [...found].filter(([name]) => !known.has(name)).map(([, { name }]) => name)
  const names = matches.map(({ file }) => file)
  return {
    matches,
    names: new Set(names),
    report: {
      taken: names,
      adapted: [
        ...begun.map((here) => ({
          name: convention.name(here),
          reason: `${faults.get(here) ?? 'Its layer begins anew as a whole.'} It begins with the initial values of the recipe’s seed.`,
        })),
        ...others.filter(isBatchCount).map((name) => ({ name, reason: 'Done without: statistics move at a fixed rate here.' })),
      ],
      refused: others
        .filter((name) => !isBatchCount(name))
        .map((name) => ({ name, reason: 'The network has no tensor of this name.' })),
    },
  }
}

function isBatchCount(name: string): boolean {
  return batchCount.test(name)
}

/** Why a tensor cannot be taken, as a sentence; null where it can. */
function faultOf(entry: TensorEntry | undefined, shape: readonly number[]): string | null {
  if (entry === undefined) return 'The file does not have it.'
  if (entry.shape.join() !== shape.join()) return `It is ${shapeText(entry.shape)} in the file and ${shapeText(shape)} here.`
  return isReadable(entry.type) ? null : `Its numbers are ${entry.type}, where F32, F16 and BF16 are read.`
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'one number' : shape.join('×')
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
