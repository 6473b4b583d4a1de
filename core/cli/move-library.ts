/** `move-library`: the whole library in another folder, which is the one that is meant from then on. */
import { resolve } from 'node:path'
import type { LabClient } from '../api/contract.ts'
import type { LibraryTaskState } from '../api/contract/library.ts'
import { bytesText } from '../text/bytes-text.ts'
import { visibleText } from '../text/visible-text.ts'
import type { Tell } from './controls.ts'
import type { OnInterrupt } from './interrupt.ts'
import { ask } from './lab-client.ts'
import { counted, duration, percent } from './text.ts'
import { exitCode } from './usage.ts'

export interface MoveLibraryContext {
  readonly client: LabClient
  readonly library: string
  readonly tell: Tell
  note(line: string): void
  readonly onInterrupt: OnInterrupt
  now(): number
  readonly json: boolean
}

/** What takes longer tells how far it is, so often. */
const betweenNotesMs = 3000

/** Gives the exit code. Rejects where it is refused or fails: then the library is where it was, whole. */
export async function moveLibraryTo(folder: string, deleteOld: boolean, context: MoveLibraryContext): Promise<number> {
  const { client, library, tell, note, onInterrupt } = context
  await ask(client, 'library.move', { folder: resolve(folder) })
  onInterrupt('Cancelling.', async () => void (await ask(client, 'library.cancel', {})))
  const state = await followTask(context)
  if (state.kind === 'failed') throw new Error(`${state.reason} ${state.remedy}`)
  if (state.kind !== 'done' || state.done.kind !== 'move') {
    note('Cancelled. The library is where it was.')
    return exitCode.failed
  }
  const { to, files, bytes } = state.done
  const freed = await ask(client, 'library.leave', { deleteOld })
  const old = deleteOld
    ? `What was in ${library} is deleted: ${bytesText(freed.bytes)} are free.`
    : `The old one is still in ${library}, and leads here; delete it once you have looked.`
  tell(
    { event: 'library-moved', from: library, to, files, bytes, deleted: deleteOld ? freed.bytes : null },
    visibleText(`The library is in ${to}: ${counted(files, 'file')}, ${bytesText(bytes)}, each compared. ${old}`),
  )
  return exitCode.finished
}

function followTask({ client, note, now, json }: MoveLibraryContext): Promise<LibraryTaskState['state']> {
  let told = now()
  return new Promise((resolve, reject) => {
    const end = client.subscribe(
      'libraryTask',
      {},
      (task) => {
        if (task === null) return
        const { state } = task
        if (state.kind !== 'running') {
          end()
          return resolve(state)
        }
        if (json || state.total === 0 || now() - told < betweenNotesMs) return
        told = now()
        note(`${percent(state.done / state.total)} copied, ${duration(state.remainingMs)} left`)
      },
      (error) => reject(new Error(`${error.message} ${error.remedy}`)),
    )
  })
}
