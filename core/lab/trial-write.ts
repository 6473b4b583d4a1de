/** Whether the disk takes what a run writes at first: a quota, or a file system without room for another file, shows in no figure of free space. */
import { randomFillSync } from 'node:crypto'
import { rmSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freeBytesNow } from '../files/folder-size.ts'
import { isDiskFull } from '../files/failure.ts'
import type { RunRecord, Want } from '../store/run.ts'
import { bytesText } from '../text/bytes-text.ts'
import { bytesToBegin } from './room.ts'

/** In the library, where runs are. */
export const trialFile = 'lab.trial'

const pieceBytes = 1024 * 1024

/** Writes as much as the run needs to begin, brings it to the disk and removes it; null when all of it went. */
export async function tryToWrite(folder: string, run: Pick<RunRecord, 'parameters'>): Promise<Want | null> {
  const needed = bytesToBegin(run)
  try {
    removeTrial(folder)
    await writeAndRemove(join(folder, trialFile), needed)
    return null
  } catch (thrown) {
    // What else is wrong, the run tells when it begins.
    if (!isDiskFull(thrown)) return null
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    return {
      code: 'disk-full',
      reason: `The disk of the library takes no more, though ${bytesText(freeBytesNow(folder))} are shown as free: a trial write of the ${bytesText(needed)} that a run needs to begin failed (${why}).`,
      remedy:
        'A quota may be used up, or there are too many files. Free space, for example by emptying the bin. The queue goes on by itself once a trial write succeeds.',
    }
  }
}

async function writeAndRemove(path: string, bytes: number): Promise<void> {
  // Zeros would take no room where a disk compresses.
  const piece = randomFillSync(Buffer.alloc(pieceBytes))
  const file = await open(path, 'wx')
  try {
    for (let left = bytes; left > 0; left -= pieceBytes) await file.writeFile(piece.subarray(0, Math.min(left, pieceBytes)))
    await file.sync()
  } finally {
    await file.close()
    await rm(path)
  }
}

/** Of a lab that was killed meanwhile. */
export function removeTrial(folder: string): void {
  rmSync(join(folder, trialFile), { force: true })
}
