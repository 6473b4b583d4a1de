/** Writes what is exported into a folder. */
import { mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writePartsDurably } from '../files/durable.ts'
import { Failure } from '../files/failure.ts'
import { freeBytesNow } from '../files/folder-size.ts'
import { bytesText } from '../text/bytes-text.ts'
import { filesOf, type Exported, type WhatToWrite } from './export.ts'
import type { WrittenFile } from './formats.ts'
import { unwritable } from './unwritable.ts'
import { weightBytes } from './weights.ts'

/** A network's source takes less. */
const sourceBytes = 1_000_000
/** A part is written in pieces of so many bytes, so that it is told how far it is. */
const pieceBytes = 8_000_000

/** Told of bytes: half of all are there when the weights are made, and all when they are written. */
export type Told = (done: number, total: number) => void

/**
 * Writes the files into `folder`, which is there, under `name`; once it returns, they are on the disk. Throws a Failure: `export-too-large` where the format cannot
 * hold the network, `export-unwritable` where the folder takes no files, or not so large ones; then it holds what was written till then.
 */
export function writeExport(
  exported: Exported,
  what: WhatToWrite,
  folder: string,
  name: string,
  told: Told = () => undefined,
): WrittenFile[] {
  const bytes = what.withWeights ? weightBytes(exported.graph) : 0
  const total = 2 * (bytes + sourceBytes)
  let done = 0
  const more = (count: number): void => told(Math.min((done += count), total), total)
  try {
    requireRoom(folder, bytes + sourceBytes)
    const files = filesOf(exported, what, name, (numbers) => more(4 * numbers))
    done = total / 2
    return files.map(({ path, parts }) => {
      const file = join(folder, path)
      // No more than that: a folder that somebody removed meanwhile stays so.
      if (dirname(file) !== folder) mkdirSync(dirname(file))
      writePartsDurably(file, pieces(parts, more))
      return { path: file, bytes: statSync(file).size }
    })
  } catch (thrown) {
    throw unwritable(thrown, folder)
  }
}

function requireRoom(folder: string, bytes: number): void {
  const free = freeBytesNow(folder)
  if (free >= bytes) return
  throw new Failure(
    'export-unwritable',
    `It takes ${bytesText(bytes)}, and ${bytesText(free)} are free on the disk of ${folder}.`,
    'Free space, or name another place.',
  )
}

function* pieces(parts: Iterable<string | Uint8Array>, more: (bytes: number) => void): Generator<Uint8Array> {
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      const piece = bytes.subarray(from, from + pieceBytes)
      yield piece
      more(piece.length)
    }
  }
}
