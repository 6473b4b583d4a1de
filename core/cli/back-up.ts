/** `backup`: the whole library once more, in a folder of its own. */
import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import type { LabClient } from '../api/contract.ts'
import { backUpLibrary } from '../export/of-runs/back-up.ts'
import { bytesText } from '../text/bytes-text.ts'
import { visibleText } from '../text/visible-text.ts'
import type { Tell } from './controls.ts'
import type { ExportFollower } from './follow-export.ts'
import { ask } from './lab-client.ts'
import { counted, duration, percent } from './text.ts'

export interface BackUpContext extends ExportFollower {
  readonly client: LabClient
  readonly library: string
  readonly tell: Tell
}

/** What takes longer tells how far it is, so often. */
const betweenNotesMs = 3000

/** Rejects with a Failure as `backUpLibrary`. */
export async function backUp(
  folder: string,
  { client, library, tell, note, now, json, onInterrupt }: BackUpContext,
): Promise<void> {
  const to = resolve(folder)
  let isCancelled = false
  onInterrupt('Cancelling.', () => {
    isCancelled = true
    return Promise.resolve()
  })
  const begun = now()
  let told = begun
  const { path } = await ask(client, 'library.copy', {})
  try {
    const { runs, bytes } = await backUpLibrary(
      library,
      path,
      to,
      (done, total) => {
        if (json || now() - told < betweenNotesMs) return
        told = now()
        note(`${percent(done / total)} copied, ${duration(((told - begun) / done) * (total - done))} left`)
      },
      () => isCancelled,
    )
    tell(
      { event: 'backed-up', path: to, runs, bytes },
      `The library is in ${visibleText(to)} once more: ${counted(runs, 'run')}, ${bytesText(bytes)}. It opens with --library.`,
    )
  } finally {
    rmSync(path, { force: true })
  }
}
