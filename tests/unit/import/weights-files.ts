/** Files of weights as others write them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { fileParts, headerText, type Tensors } from '../../../core/files/safetensors.ts'

/** A file with these bytes, removed after the test. */
export function fileOf(bytes: Uint8Array, name = 'weights.safetensors'): string {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-weights-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

/** A safetensors file of float32. */
export function weightsFile(tensors: Tensors): string {
  return fileOf(Buffer.concat([...fileParts(headerText(tensors, {}), tensors)]))
}

/** A safetensors file with any header and any bytes after it. */
export function rawFile(header: unknown, numbers: Uint8Array): string {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  return fileOf(Buffer.concat([length, text, numbers]))
}
