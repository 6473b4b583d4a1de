/** Time that passes as quickly as it is looked at, for what waits seconds before it looks again. Processes and disks keep their own. */
import { onTestFinished, vi } from 'vitest'

const aLookMs = 200

/** From here to the end of the test timers stand still but for looks: each, meant for `expect.poll`, lets a fifth of a second pass first. */
export function passingTime(): <T>(read: () => T) => () => Promise<T> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  return (read) => async () => {
    await vi.advanceTimersByTimeAsync(aLookMs)
    return read()
  }
}
