/** What older runs lack for their curves is made in the background, once. */
import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { createOlderCurves } from '../../../core/lab/older-curves.ts'

async function settled(of: { readonly busy: boolean }): Promise<void> {
  while (of.busy) await setImmediate()
}

test('one run at a time, told as it goes on; asked for again, it is made once', async () => {
  const made: string[] = []
  const changed = vi.fn<(run: string) => void>()
  let time = 0
  const older = createOlderCurves({
    *make(run) {
      for (const share of [0.5, 1]) {
        made.push(`${run} ${share}`)
        yield share
      }
    },
    changed,
    now: () => (time += 1000),
  })
  older.want('a')
  older.want('a')
  older.want('b')
  expect(older.share('b')).toBe(0)
  await settled(older)
  expect(made).toEqual(['a 0.5', 'a 1', 'b 0.5', 'b 1'])
  expect(older.share('a')).toBeNull()
  expect(changed.mock.calls.filter(([run]) => run === 'a').length).toBeGreaterThan(1)
})

test('what cannot be made is not tried again, and keeps nothing else', async () => {
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const older = createOlderCurves({
    *make(run) {
      yield 0.5
      if (run === 'bad') throw new Error('the disk is full')
    },
    changed: () => undefined,
    now: () => 0,
  })
  older.want('bad')
  older.want('good')
  await settled(older)
  older.want('bad')
  expect([older.failed('bad'), older.failed('good'), older.busy]).toEqual([true, false, false])
  expect(complaint).toHaveBeenCalledOnce()
  complaint.mockRestore()
})
