/** Which format a file of weights is of, told by what is in it; those that are not read are refused with what makes a safetensors file of them. */
import { closeSync, fstatSync, readSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { Failure } from '../files/failure.ts'
import { openRegular } from '../files/regular-file.ts'

export type WeightsFormat = 'safetensors' | 'onnx' | 'keras'

/** A zip names its files at its end, and the first of them at its beginning. */
const lookedAtBytes = 65_536

/**
 * Nothing of the file is run. ONNX is told by its ending: it has no mark. Throws a Failure `weights-pickled` or `weights-of-keras` for what is not read;
 * an OddFileError.
 */
export function formatOf(path: string): WeightsFormat {
  const { begin, end } = endsOf(path)
  const name = basename(path)
  if (begin.subarray(0, 8).equals(Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'))) throw ofKeras(name)
  if (begin.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) {
    if (begin.includes('data.pkl') || end.includes('data.pkl')) throw ofPickle(name)
    return 'keras'
  }
  // A pickle of protocol 2 or later begins with its protocol; what torch.save wrote before 1.6 is several in a row.
  const [first = 0, protocol = 0] = begin
  if (first === 0x80 && protocol >= 2 && protocol <= 5 && begin[2] !== 0) throw ofPickle(name)
  return extname(path).toLowerCase() === '.onnx' ? 'onnx' : 'safetensors'
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
      `save_file({k: v.contiguous() for k, v in torch.load(${inPython(name)}, "cpu", weights_only=True).items()}, ${inPython(converted(name, '.safetensors'))})`,
  )
}

function ofKeras(name: string): Failure {
  return new Failure(
    'weights-of-keras',
    `${name} holds weights alone, without the model that Keras made them for, and is not read.`,
    'Load it into its model in Python, save that whole, and import what that writes:\n' +
      `model.load_weights(${inPython(name)})\n` +
      `model.save(${inPython(converted(name, '.keras'))})`,
  )
}

function converted(name: string, ending: string): string {
  return `${name.replace(/(\.weights)?\.[^.]*$/, '')}${ending}`
}

/** A string of JSON is one of Python. */
function inPython(text: string): string {
  return JSON.stringify(text)
}
