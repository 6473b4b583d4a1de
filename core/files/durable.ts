/**
 * Files that are either as they were or wholly new, whenever the power goes: written under another name, brought to the disk,
 * then renamed, and the folder that holds the name brought to the disk too.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

let unique = 0

/** A name beside `path` that no other process and no other call of this one uses. */
export function temporaryName(path: string): string {
  unique += 1
  return `${path}.${process.pid}-${unique}.tmp`
}

/** Writes a whole file; at no moment is there half of it under its name. */
export function writeDurably(path: string, content: string | Uint8Array): void {
  writePartsDurably(path, [content])
}

/** The same of a file that is too large to be in memory as one piece. */
export function writePartsDurably(path: string, parts: Iterable<string | Uint8Array>): void {
  const temporary = temporaryName(path)
  try {
    const file = openSync(temporary, 'wx')
    try {
      for (const part of parts) writeFileSync(file, part)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameDurably(temporary, path)
  } catch (thrown) {
    rmSync(temporary, { force: true })
    throw thrown
  }
}

/** Renames within one disk and waits until the new name is on it. */
export function renameDurably(from: string, to: string): void {
  renameSync(from, to)
  syncFolder(dirname(to))
  if (dirname(from) !== dirname(to)) syncFolder(dirname(from))
}

/** Brings a folder's list of names to the disk. Windows does so by itself and cannot open a folder. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
