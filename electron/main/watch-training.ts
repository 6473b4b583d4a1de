/**
 * Watches what trains in the library of a window: the computer is kept awake meanwhile and only then, the taskbar shows how far it is, and the
 * system tells of an end or of trouble while the window is not looked at.
 */
import { Notification, powerSaveBlocker, type BrowserWindow } from 'electron'
import { createLabClient } from '../../core/api/client.ts'
import type { QueueState } from '../../core/api/contract/queue.ts'
import { connectOrStartLab, type LabStart } from '../../core/transport/connect-lab.ts'
import { messagesOver } from '../../core/transport/frames.ts'
import { channels } from '../preload/channels.ts'
import { noticesBetween, partDone, type TrainingNotice } from './training-notices.ts'

export interface TrainingWatch {
  /** The page connects again to a lab that a person had closed. */
  reopen(): void
}

/** Until the window is closed. */
export function watchTraining(window: BrowserWindow, start: LabStart): TrainingWatch {
  const client = createLabClient(async () => messagesOver(await connectOrStartLab(start)))
  let before: QueueState | null = null
  const awake = keepAwake()
  // What is shown has to stay: the system forgets a notice whose object is gone, and a click on it with it.
  const shown = new Set<Notification>()

  const tell = ({ run, title, body }: TrainingNotice): void => {
    const notice = new Notification({ title, body })
    shown.add(notice)
    notice.once('close', () => shown.delete(notice))
    notice.once('click', () => {
      shown.delete(notice)
      if (window.isDestroyed()) return
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
      window.webContents.send(channels.showRun, run)
    })
    notice.show()
  }

  const show = (part: number | null): void => {
    awake(part !== null)
    if (!window.isDestroyed()) window.setProgressBar(part ?? -1)
  }
  const end = client.subscribe('queue', {}, (now) => {
    if (window.isDestroyed()) return
    show(partDone(now))
    if (before !== null && !window.isFocused() && Notification.isSupported()) noticesBetween(before, now).forEach(tell)
    before = now
  })
  client.onConnection((state) => {
    // Closed elsewhere: what was training is paused.
    if (state === 'closed') show(null)
  })
  window.once('closed', () => {
    end()
    awake(false)
    client.close()
  })
  return { reopen: client.reopen }
}

/** A switch that keeps the computer, not its screen, from falling asleep. */
function keepAwake(): (on: boolean) => void {
  let blocker: number | null = null
  return (on) => {
    if (on) blocker ??= powerSaveBlocker.start('prevent-app-suspension')
    else if (blocker !== null) {
      powerSaveBlocker.stop(blocker)
      blocker = null
    }
  }
}
