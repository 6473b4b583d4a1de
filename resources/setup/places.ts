/** Folders that set-up works in. */
import { mkdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runtimeFolder } from '../../core/tensorflow/runtime-location.ts'
import { dataFolder } from '../../core/datasets/layout.ts'
import { Failure } from '../../core/files/failure.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const runtime = runtimeFolder()

/** Where downloads stay until they are unpacked, so that an interrupted one goes on from there. */
export function downloadsFolder(): string {
  const folder = join(runtime, 'downloads')
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Decoded data sets that tests share, whichever clone they run in. */
export function testDataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return dataFolder(environment)
}

/** Throws a Failure when the disk of the runtime folder has less than `bytes` left. */
export function requireSpace(bytes: number, what: string): void {
  mkdirSync(runtime, { recursive: true })
  const { bavail, bsize } = statfsSync(runtime)
  const free = bavail * bsize
  if (free >= bytes) return
  throw new Failure(
    'disk-full',
    `${what} needs ${mebibytes(bytes)} on the disk of ${runtime}; ${mebibytes(free)} are free.`,
    'Free some space, or set STAGECRAFT_RUNTIME to a folder on another disk, and run the same command again.',
  )
}

export function mebibytes(bytes: number): string {
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(2)} GiB` : `${Math.round(bytes / 2 ** 20)} MiB`
}
