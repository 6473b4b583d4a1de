/** Folders that a process needs for a moment, in the system's temporary folder. A killed process leaves its own behind. */
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../process/alive.ts'

export function makeScratchFolder(what: 'graph' | 'probes' | 'copy' | 'noise' | 'images'): string {
  return mkdtempSync(join(tmpdir(), `stagecraft-${what}-${process.pid}-`))
}

const scratchName = /^stagecraft-(?:graph|probes|copy|noise|images)-(\d+)-[A-Za-z0-9]{6}$/
/** A process of a container with the same temporary folder has a number that says nothing here; none needs its folder for so long. */
const leftBehindMs = 60 * 60 * 1000

/** Removes what processes of ours left behind that are gone: by exact name and owner, and never through a link. */
export function sweepScratchFolders(now: number, folder = tmpdir()): void {
  for (const name of readdirSync(folder)) {
    const [, pid] = scratchName.exec(name) ?? []
    if (pid === undefined || isAlive(Number(pid))) continue
    const path = join(folder, name)
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (!found?.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid) || now - found.mtimeMs < leftBehindMs) continue
    rmSync(path, { recursive: true, force: true })
  }
}
