/** A file of weights, whatever its format: what it has for a network, and the numbers of what is taken. */
import { Failure } from '../files/failure.ts'
import { OddFileError } from '../files/regular-file.ts'
import { readChosenTensors, TensorFileError, type TensorHeader, type Tensors } from '../files/safetensors.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { formatOf, type WeightsFormat } from './formats.ts'
import { openKeras } from './keras/keras-file.ts'
import { matchTensors, type Matching } from './matching.ts'
import { openInitializers } from './onnx-initializers.ts'

export interface WeightsFile {
  readonly format: WeightsFormat
  /** How many tensors it holds. */
  readonly tensors: number
  /** Throws a Failure `weights-do-not-fit`. */
  match(graph: LayerGraph): Matching
  /** Of what was matched: as they stand, half precision as float32. Throws a Failure `weights-unreadable`. */
  read(matching: Matching): Tensors
  close(): void
}

/** Throws a Failure: `weights-pickled`, `weights-of-keras`, `weights-unreadable`. */
export async function openWeightsFile(path: string): Promise<WeightsFile> {
  try {
    const format = formatOf(path)
    const file = await openers[format](path)
    return { ...file, format, read: (matching) => told(() => file.read(matching)) }
  } catch (thrown) {
    throw inWords(thrown)
  }
}

type Opened = Omit<WeightsFile, 'format'>

const openers: Readonly<Record<WeightsFormat, (path: string) => Opened | Promise<Opened>>> = {
  safetensors: openSafetensors,
  onnx(path) {
    const { entries, read } = openInitializers(path)
    return {
      tensors: entries.length,
      match: (graph) => matchTensors(graph, entries),
      read: ({ names }) => read(names),
      close() {},
    }
  },
  keras: openKeras,
}

function openSafetensors(path: string): Opened {
  const nothing = new Set<string>()
  const { header } = readChosenTensors(path, (found) => ({ names: nothing, header: found })).choice
  return {
    tensors: header.entries.length,
    match: (graph) => matchTensors(graph, header.entries),
    read: ({ names }) => readChosenTensors(path, (found) => ({ names: unchanged(header, found) ? names : nothing })).tensors,
    close() {},
  }
}

function unchanged({ text }: TensorHeader, now: TensorHeader): boolean {
  if (text === now.text) return true
  throw new TensorFileError('it was changed while it was read')
}

function told<T>(use: () => T): T {
  try {
    return use()
  } catch (thrown) {
    throw inWords(thrown)
  }
}

function inWords(thrown: unknown): unknown {
  if (!(thrown instanceof TensorFileError || thrown instanceof OddFileError)) return thrown
  return new Failure(
    'weights-unreadable',
    `The weights cannot be read: ${thrown.message}.`,
    'Choose a whole safetensors, ONNX or .keras file.',
  )
}
