/** A `.keras` file: a zip with what the model is (config.json) and its numbers (model.weights.h5). Nothing of it is run, and nothing is unpacked onto a disk. */
import { closeSync } from 'node:fs'
import { fromFdPromise, type Entry, type ZipFile } from 'yauzl'
import { openRegular } from '../../files/regular-file.ts'
import { TensorFileError } from '../../files/safetensors.ts'

export interface KerasArchive {
  readonly config: Buffer
  /** An HDF5 file. */
  readonly weights: Buffer
}

/** Of 6,000 layers, as ResNet-1202 has, config.json takes 9 MB. */
const mostBytes: Readonly<Record<string, number>> = { 'config.json': 2 ** 26, 'model.weights.h5': 2 ** 31 - 1 }
/** Keras packs nothing, and numbers that were trained hardly pack: what unpacks to more is made to fill memory. */
const largestExpansion = 100
/** A model of Keras has three, and those of its assets. */
const mostFiles = 1000

/** Throws a TensorFileError where it is no such zip, or one that claims too much; an OddFileError. */
export async function readArchive(path: string): Promise<KerasArchive> {
  const file = openRegular(path)
  if (file === null) throw new TensorFileError('it is gone')
  try {
    const zip = await asZip(() => fromFdPromise(file, { lazyEntries: true, autoClose: false }))
    const found = await asZip(() => entriesOf(zip))
    const read = async (name: string): Promise<Buffer> => {
      const entry = found.get(name)
      if (entry === undefined) throw new TensorFileError(`it has no ${name}`)
      requireBounded(entry, mostBytes[name] ?? 0)
      return asZip(() => contentOf(zip, entry))
    }
    return { config: await read('config.json'), weights: await read('model.weights.h5') }
  } finally {
    closeSync(file)
  }
}

async function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    if (found.size >= mostFiles) throw new TensorFileError(`it holds more than ${mostFiles} files`)
    if (found.has(entry.fileName)) throw new TensorFileError(`it has two files named ${entry.fileName}`)
    found.set(entry.fileName, entry)
  }
  return found
}

function requireBounded({ fileName, compressedSize, uncompressedSize }: Entry, most: number): void {
  if (uncompressedSize > most) {
    throw new TensorFileError(`its ${fileName} has ${uncompressedSize} bytes, where ${most} are the most`)
  }
  if (uncompressedSize > largestExpansion * Math.max(compressedSize, 1)) {
    throw new TensorFileError(`its ${fileName} unpacks to ${uncompressedSize} bytes from ${compressedSize}, which no weights do`)
  }
}

/** yauzl ends the stream with an error where it gives more or less than the entry says. */
async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const bytes = Buffer.alloc(entry.uncompressedSize)
  let done = 0
  for await (const part of await zip.openReadStreamPromise(entry)) {
    if (!Buffer.isBuffer(part)) throw new TensorFileError(`its ${entry.fileName} holds no bytes`)
    done += part.copy(bytes, done)
  }
  return bytes
}

/** yauzl throws plain errors of many kinds for bytes that are no whole zip. */
async function asZip<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use()
  } catch (thrown) {
    if (thrown instanceof TensorFileError) throw thrown
    throw new TensorFileError('it is no whole zip file', { cause: thrown })
  }
}
