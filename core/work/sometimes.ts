import type { Progress } from './work-message.ts'

/** Tells how far it is no more often than a bar can show: at each half of a hundredth. */
export function sometimes(tell: (progress: Progress) => void): (done: number, total: number) => void {
  let told = -1
  return (done, total) => {
    const part = Math.floor((200 * done) / Math.max(1, total))
    if (part > told) tell({ done, total })
    told = part
  }
}
