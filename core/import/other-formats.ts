/** Files of weights that are not read, told by what is in them: what each is, and what makes a safetensors file of it. */
import { closeSync, fstatSync, readSync } from 'node:fs'
import { basename } from 'node:path'
import { Failure } from '../files/failure.ts'
import { openRegular } from '../files/regular-file.ts'

/** A zip names its files at its end, and the first of them at its beginning. */
const lookedAtBytes = 65_536

/** The Failure for a file that is a pickle or one of Keras; null for any other. Nothing of it is run. Throws an OddFileError. */
export function otherFormat(path: string): Failure | null {
  const { begin, end } = endsOf(path)
  const name = basename(path)
  if (begin.subarray(0, 8).equals(Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'))) return ofKeras(name)
  if (begin.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) {
    const holds = (file: string): boolean => begin.includes(file) || end.includes(file)
    if (holds('data.pkl')) return ofPickle(name)
    if (holds('model.weights.h5')) return ofKeras(name)
    return null
  }
  // A pickle of protocol 2 or later begins with its protocol; what torch.save wrote before 1.6 is several in a row.
  const [first = 0, protocol = 0] = begin
  return first === 0x80 && protocol >= 2 && protocol <= 5 && begin[2] !== 0 ? ofPickle(name) : null
}

function endsOf(path: string): { begin: Buffer; end: Buffer } {
  const file = openRegular(path)
  if (file === null) return { begin: Buffer.alloc(0), end: Buffer.alloc(0) }
  try {
    const { size } = fstatSync(file)
    const read = (from: number): Buffer => {
      const bytes = Buffer.alloc(lookedAtBytes)
      return bytes.subarray(0, readSync(file, bytes, 0, lookedAtBytes, from))
    }
    return { begin: read(0), end: read(Math.max(0, size - lookedAtBytes)) }
  } finally {
    closeSync(file)
  }
}

function ofPickle(name: string): Failure {
  return new Failure(
    'weights-pickled',
    `${name} is a Python pickle: to read one is to run whatever program is in it, so it is not opened.`,
    'Where you trust it, convert it with Python, and import what that writes:\n' +
      'import torch; from safetensors.torch import save_file\n' +
      `save_file({k: v.contiguous() for k, v in torch.load(${inPython(name)}, "cpu", weights_only=True).items()}, ${inPython(converted(name))})`,
  )
}

function ofKeras(name: string): Failure {
  return new Failure(
    'weights-of-keras',
    `${name} is a file of Keras, which is not read here.`,
    'Convert it with Python, and import what that writes; names are layer and variable, as in an export to Keras:\n' +
      'import keras; from safetensors.numpy import save_file\n' +
      `save_file({w.path: w.numpy() for w in keras.saving.load_model(${inPython(name)}).weights}, ${inPython(converted(name))})`,
  )
}

function converted(name: string): string {
  return `${name.replace(/\.[^.]*$/, '')}.safetensors`
}

/** A string of JSON is one of Python. */
function inPython(text: string): string {
  return JSON.stringify(text)
}
