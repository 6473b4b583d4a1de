/**
 * Where a library has gone that was moved: `moved.json`, the last thing that a move writes into the old folder. Whoever opens the old folder is led to the
 * new one, so that no two go on as the same library. Runs on Node 16 and later.
 */
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

export const movedFile = 'moved.json'

/** Longer than any path is. */
const longestFile = 16 * 1024

export function movedText(to: string): string {
  return JSON.stringify({ format: 'stagecraft-moved', version: 1, to }, null, 2) + '\n'
}

/** The library that a folder leads to: itself, unless it was moved and is still where it went. A circle leads nowhere. */
export function followMoves(folder: string): string {
  const seen = new Set<string>()
  for (let at = folder; ;) {
    seen.add(at)
    const next = movedTo(at)
    if (next === null || !existsSync(join(next, 'library.db'))) return at
    if (seen.has(next)) return folder
    at = next
  }
}

function movedTo(folder: string): string | null {
  const file = join(folder, movedFile)
  const found = lstatSync(file, { throwIfNoEntry: false })
  if (!found?.isFile() || found.size > longestFile) return null
  try {
    const said: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof said !== 'object' || said === null || !('format' in said) || !('to' in said)) return null
    return said.format === 'stagecraft-moved' && typeof said.to === 'string' && isAbsolute(said.to) ? said.to : null
  } catch {
    return null
  }
}
