/** Looks at real processes. Oracle: proc(5), for the fields of /proc/PID/stat; and the signals themselves. */
import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { memoryKills } from '../../../core/process/memory-kills.ts'
import { lookAtProcess, parseStat } from '../../../core/lab/process-look.ts'
import { isAlive } from '../../../core/process/alive.ts'

const linux = process.platform === 'linux'

test('a name with blanks and brackets does not move the fields', () => {
  // utime 250 and stime 31 are fields 14 and 15 of proc(5), in hundredths of a second.
  const line = '42 (a) R (b c) S 1 42 42 0 -1 4194560 100 0 0 0 250 31 0 0 20 0 12 0 100'
  expect(parseStat(line)).toEqual({ state: 'S', cpuMs: 2810 })
})

test.runIf(linux)(
  'a process is suspended by SIGSTOP and let go by SIGCONT, and its processor time grows',
  async () => {
    const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
    const pid = child.pid ?? 0
    try {
      await expect.poll(() => lookAtProcess(pid)?.cpuMs ?? 0, { timeout: 10_000 }).toBeGreaterThan(50)
      expect(lookAtProcess(pid)).toMatchObject({ suspended: false, runnable: true })
      child.kill('SIGSTOP')
      await expect.poll(() => lookAtProcess(pid)?.suspended, { timeout: 10_000 }).toBe(true)
      child.kill('SIGCONT')
      await expect.poll(() => lookAtProcess(pid)?.suspended, { timeout: 10_000 }).toBe(false)
    } finally {
      child.kill('SIGKILL')
    }
  },
  40_000,
)

test('of a process that is gone nothing is known but that', () => {
  expect(lookAtProcess(2 ** 22 + 1)).toBeNull()
  expect(isAlive(2 ** 22 + 1)).toBe(false)
  expect(isAlive(process.pid)).toBe(true)
})

test.runIf(linux)('the kernel tells how often memory ran out, or hides it', () => {
  const kills = memoryKills()
  if (kills !== null) expect(kills).toBeGreaterThanOrEqual(0)
  expect(memoryKills('/nonexistent')).toBeNull()
})
