/**
 * Entry of the process that reads or copies a whole library: minutes of the disk's work, beside which the lab goes on answering. Once whoever asked is gone it
 * is cancelled, and leaves nothing half done.
 */
import { rmSync } from 'node:fs'
import { answerTask, type Telling } from '../../work/answer-task.ts'
import { sometimes } from '../../work/sometimes.ts'
import { backUpLibrary } from '../of-runs/back-up.ts'
import { checkRuns } from './check.ts'
import { moveLibrary } from './move.ts'
import type { LibraryDone, LibraryTask, LibraryTold } from './task.ts'

answerTask(answer, { endsByItself: true })

async function answer(task: LibraryTask, telling: Telling<LibraryTold>): Promise<LibraryDone> {
  try {
    return await perform(task, telling)
  } finally {
    if (task.kind !== 'check') rmSync(task.copy, { force: true })
  }
}

async function perform(task: LibraryTask, { tell, cancelled }: Telling<LibraryTold>): Promise<LibraryDone> {
  const told = sometimes((progress) => void tell(progress))
  switch (task.kind) {
    case 'check':
      return {
        kind: 'check',
        ...(await checkRuns(task.runs, task.repair, told, (findings) => void tell({ findings }), cancelled)),
      }
    case 'back-up':
      return { kind: 'back-up', to: task.to, ...(await backUpLibrary(task.library, task.copy, task.to, told, cancelled)) }
    case 'move':
      return { kind: 'move', ...(await moveLibrary(task.library, task.copy, task.to, told, cancelled)) }
  }
}
