/** Work that the lab does one after the other: who waits, what is told, and that an end of any kind lets the next begin. */
import { expect, test, vi } from 'vitest'
import { Failure } from '../../../core/files/failure.ts'
import { createWorkLine } from '../../../core/lab/work-line.ts'

interface Done {
  readonly result: string
}

/** Work whose course the test says. */
function pretended(mostKept = 8) {
  const begun = new Map<
    string,
    { told: (done: number, total: number) => void; end: (done: Done | null) => void; fail: (thrown: unknown) => void }
  >()
  const cancelled: string[] = []
  const line = createWorkLine<string, Done>({
    what: 'pretended',
    mostKept,
    begin(order, told) {
      if (order === 'refused') throw new Failure('refused', 'It cannot be done.', 'Ask for another.')
      let cancel = (): void => undefined
      const end = new Promise<Done | null>((resolve, reject) => {
        begun.set(order, { told, end: resolve, fail: reject })
        cancel = () => resolve(null)
      })
      return {
        end,
        cancel() {
          cancelled.push(order)
          cancel()
        },
      }
    },
  })
  const at = (order: string) => {
    const one = begun.get(order)
    if (one === undefined) throw new Error(`${order} was not begun.`)
    return one
  }
  const settled = (id: string, kind: string): Promise<unknown> => vi.waitFor(() => expect(line.stateOf(id)?.kind).toBe(kind))
  return { line, at, settled, cancelled, begun }
}

test('one is done after the other; the remaining time is known once something is', async () => {
  const { line, at, settled } = pretended()
  const [first, second] = [line.add('first'), line.add('second')]
  expect(line.stateOf(first)).toEqual({ kind: 'running', done: 0, total: 0, remainingMs: null })
  expect(line.stateOf(second)).toEqual({ kind: 'waiting' })
  at('first').told(1, 4)
  expect(line.stateOf(first)).toEqual({ kind: 'running', done: 1, total: 4, remainingMs: expect.any(Number) as number })
  at('first').end({ result: 'of the first' })
  await settled(second, 'running')
  expect(line.stateOf(first)).toEqual({ kind: 'done', result: 'of the first' })
  at('second').fail(new Failure('too-large', 'It is too large.', 'Try less.'))
  await settled(second, 'failed')
  expect(line.stateOf(second)).toEqual({ kind: 'failed', code: 'too-large', reason: 'It is too large.', remedy: 'Try less.' })
  await vi.waitFor(() => expect(line.busy).toBe(false))
})

test('what cannot be begun fails with its reason, and keeps nobody waiting', () => {
  const { line, at } = pretended()
  const refused = line.add('refused')
  const next = line.add('next')
  expect(line.stateOf(refused)).toMatchObject({ kind: 'failed', code: 'refused' })
  expect(line.stateOf(next)).toMatchObject({ kind: 'running' })
  expect(at('next')).toBeDefined()
})

test('cancelled while it waits, it is never begun; while it is done, it ends; what has ended stays as it is', async () => {
  const { line, at, settled, cancelled, begun } = pretended()
  const [first, second, third] = [line.add('first'), line.add('second'), line.add('third')]
  line.cancel(second)
  line.cancel(first)
  expect(line.stateOf(second)).toEqual({ kind: 'cancelled' })
  await settled(third, 'running')
  expect(line.stateOf(first)).toEqual({ kind: 'cancelled' })
  expect(cancelled).toEqual(['first'])
  expect(begun.has('second')).toBe(false)
  at('third').end({ result: 'of the third' })
  await settled(third, 'done')
  line.cancel(third)
  expect(line.stateOf(third)).toEqual({ kind: 'done', result: 'of the third' })
  expect(line.stateOf('of another lab')).toBeNull()
})

test('of those that are over the oldest are forgotten; who waits never is', async () => {
  const { line, at, settled } = pretended(2)
  const over = line.add('over')
  at('over').end(null)
  await settled(over, 'cancelled')
  await vi.waitFor(() => expect(line.busy).toBe(false))
  const rest = ['a', 'b', 'c'].map((order) => line.add(order))
  expect(line.stateOf(over)).toBeNull()
  expect(rest.map((id) => line.stateOf(id)?.kind)).toEqual(['running', 'waiting', 'waiting'])
})
