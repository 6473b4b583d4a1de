/**
 * Entry of the process that reads or copies a whole library: minutes of the disk's work, beside which the lab goes on answering. Once whoever asked is gone it
 * is cancelled, and leaves nothing half done.
 */
import { rmSync } from 'node:fs'
import { Failure } from '../../files/failure.ts'
import { backUpLibrary } from '../of-runs/back-up.ts'
import { checkRuns } from './check.ts'
import { moveLibrary } from './move.ts'
import type { LibraryDone, LibraryMessage, LibraryTask } from './task.ts'

let isCancelled = false
const cancelled = (): boolean => isCancelled

// Ctrl-C reaches all processes of a terminal; what is to be done then is the parent's to say.
process.on('SIGINT', () => undefined)
process.once('disconnect', () => (isCancelled = true))
process.once('message', (task: LibraryTask) => {
  process.on('message', () => (isCancelled = true))
  void answer(task).then((message) => say(message, () => process.exit(0)))
})

async function answer(task: LibraryTask): Promise<LibraryMessage> {
  try {
    return { kind: 'done', done: await perform(task) }
  } catch (thrown) {
    if (thrown instanceof Failure) return { kind: 'failed', code: thrown.code, reason: thrown.message, remedy: thrown.remedy }
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    return { kind: 'failed', code: 'failed', reason, remedy: 'Try again.' }
  } finally {
    if (task.kind !== 'check') rmSync(task.copy, { force: true })
  }
}

async function perform(task: LibraryTask): Promise<LibraryDone> {
  const told = sometimes()
  switch (task.kind) {
    case 'check': {
      const found = (findings: Extract<LibraryMessage, { kind: 'found' }>['findings']): void => say({ kind: 'found', findings })
      return { kind: 'check', ...(await checkRuns(task.runs, task.repair, told, found, cancelled)) }
    }
    case 'back-up':
      return { kind: 'back-up', to: task.to, ...(await backUpLibrary(task.library, task.copy, task.to, told, cancelled)) }
    case 'move':
      return { kind: 'move', ...(await moveLibrary(task.library, task.copy, task.to, told, cancelled)) }
  }
}

/** Tells no more often than a bar can show. */
function sometimes(): (done: number, total: number) => void {
  let told = -1
  return (done, total) => {
    const part = Math.floor((200 * done) / Math.max(1, total))
    if (part > told) say({ kind: 'progress', done, total })
    told = part
  }
}

/** Nobody hears it where whoever asked is gone. */
function say(message: LibraryMessage, sent?: () => void): void {
  if (!process.connected) return sent?.()
  process.send?.(message, () => sent?.())
}
