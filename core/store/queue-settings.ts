/**
 * What a person asked of a library's queue: queue.json in its folder, beside library.db, which may be made anew from the runs' folders. One that cannot
 * be read says nothing: the queue goes on, one run at a time.
 */
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../files/durable.ts'
import type { LibraryDatabase } from './library-database.ts'
import { readSmallFile } from './small-file.ts'

export const queueFile = 'queue.json'

/** More runs at once than any computer here is good for. */
export const mostAtOnce = 16

const settingsSchema = z.strictObject({
  format: z.literal('stagecraft-queue'),
  version: z.literal(1),
  paused: z.boolean(),
  atOnce: z.number().int().min(1).max(mostAtOnce),
})

/** `paused`: nothing more is begun; what trains goes on. `atOnce`: runs that may train beside each other. */
export type QueueSettings = Omit<z.infer<typeof settingsSchema>, 'format' | 'version'>

const usual: QueueSettings = { paused: false, atOnce: 1 }

export interface KeptQueueSettings {
  readonly now: QueueSettings
  /** Throws what keeps a library from being changed, where it is only shown. */
  change(to: QueueSettings): void
}

export function openQueueSettings(libraryFolder: string, { readOnly }: Pick<LibraryDatabase, 'readOnly'>): KeptQueueSettings {
  const path = join(libraryFolder, queueFile)
  const found = readSmallFile(path, settingsSchema)
  let now = found.kind === 'read' ? { paused: found.value.paused, atOnce: found.value.atOnce } : usual
  return {
    get now() {
      return now
    },
    change(to) {
      if (readOnly !== null) throw readOnly
      writeDurably(path, JSON.stringify({ format: 'stagecraft-queue', version: 1, ...to }, null, 2) + '\n')
      now = to
    },
  }
}
