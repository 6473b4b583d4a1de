/** Folders that set-up works in. */
import { mkdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from '../../core/files/cache-folder.ts'
import { bytesText } from '../../core/text/bytes-text.ts'
import { Failure } from '../../core/files/failure.ts'
import { runtimeFolder } from '../../core/tensorflow/runtime-location.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const runtime = runtimeFolder()

/** Where downloads go, and go on from after an interruption; shared by all clones, in the runtime folder where there is no home. */
export function downloadsFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const shared = join(cacheFolder(environment), 'downloads')
  try {
    mkdirSync(shared, { recursive: true })
    return shared
  } catch {
    // A home that cannot be written to, as build machines have it.
    const own = join(runtime, 'downloads')
    mkdirSync(own, { recursive: true })
    return own
  }
}

/** Throws a Failure `disk-full` when the disk of an existing folder has less than `bytes` left. */
export function requireSpace(folder: string, bytes: number, what: string): void {
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  if (free >= bytes) return
  throw new Failure(
    'disk-full',
    `${what} needs ${bytesText(bytes, 0)} on the disk of ${folder}; ${bytesText(free, 0)} are free.`,
    'Free some space, or set STAGECRAFT_RUNTIME (what is unpacked) and XDG_CACHE_HOME (what is downloaded) to folders on another disk, and run the same command again.',
  )
}
