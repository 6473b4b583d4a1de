/** What stands beside a button answers what is asked now, never what was asked before. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useQuietAnswer } from '../../../renderer/views/train/use-quiet-answer.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('a change takes the answer away at once; it is asked for once nobody types, and a late answer to something else is no answer', async () => {
  const scope = effectScope()
  await scope.run(async () => {
    const text = ref('12')
    const asked: string[] = []
    const waiting: ((value: string) => void)[] = []
    const { answer, asking } = useQuietAnswer(
      () => text.value,
      () => {
        asked.push(text.value)
        return new Promise<string>((resolve) => waiting.push(resolve))
      },
    )
    await vi.advanceTimersByTimeAsync(1000)
    waiting[0]?.('of 12')
    await vi.advanceTimersByTimeAsync(0)
    expect(answer.value).toBe('of 12')

    text.value = '128'
    expect([answer.value, asking.value]).toEqual([null, true])
    await nextTick()
    await vi.advanceTimersByTimeAsync(1000)
    text.value = '1280'
    waiting[1]?.('of 128')
    await vi.advanceTimersByTimeAsync(1000)
    expect([answer.value, asking.value]).toEqual([null, true])
    waiting[2]?.('of 1280')
    await vi.advanceTimersByTimeAsync(0)
    expect([answer.value, asking.value]).toEqual(['of 1280', false])
    expect(asked).toEqual(['12', '128', '1280'])
  })
  scope.stop()
})
