/** A checkpoint as Python's own library of the format reads it: https://pypi.org/project/safetensors. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { Failure } from '../../core/files/failure.ts'
import { writeCheckpoint, type CheckpointFacts } from '../../core/store/checkpoint-file.ts'
import type { NetworkState } from '../../core/tensorflow/program.ts'
import { withoutLibraries } from './python.ts'

const readSchema = z.object({
  version: z.string(),
  metadata: z.record(z.string(), z.string()),
  tensors: z.record(z.string(), z.object({ shape: z.array(z.number()), type: z.string(), sha256: z.string() })),
})

/** Writes the state as a checkpoint; gives the library's version, and in words where it reads something else. */
export function checkpointDifferences(
  python: string,
  facts: CheckpointFacts,
  state: NetworkState,
): { version: string; found: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-reference-'))
  try {
    const file = join(folder, 'checkpoint.safetensors')
    writeCheckpoint(file, facts, state)
    const script = fileURLToPath(new URL('./read_checkpoint.py', import.meta.url))
    const { status, stdout } = spawnSync(python, [script, file], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: withoutLibraries(),
    })
    if (status !== 0) {
      throw new Failure(
        'checkpoint-unread',
        "Python's safetensors could not read a checkpoint (its messages are above).",
        'Compare core/files/safetensors.ts with the description of the format.',
      )
    }
    const { version, metadata, tensors } = readSchema.parse(JSON.parse(stdout))
    const found = [...state].flatMap(([name, { shape, values }]) => {
      const theirs = tensors[name]
      if (theirs === undefined) return [`${name}: not in the file`]
      const sha256 = createHash('sha256')
        .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
        .digest('hex')
      const same = theirs.type === 'float32' && theirs.shape.join() === shape.join() && theirs.sha256 === sha256
      return same ? [] : [`${name}: ${theirs.type} ${theirs.shape.join('×')} or other numbers in Python`]
    })
    const extra = Object.keys(tensors).filter((name) => !state.has(name))
    if (extra.length > 0) found.push(`not in the state: ${extra.join(', ')}`)
    if (metadata['run'] !== facts.run || metadata['step'] !== String(facts.position.step)) found.push('other metadata in Python')
    return { version, found }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
