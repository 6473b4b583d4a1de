/** Streams in the window: what is shown while another answer is on its way. */
import { afterEach, expect, test } from 'vitest'
import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import type { LabClient } from '../../../core/api/contract.ts'
import { provideLab } from '../../../renderer/lab.ts'
import { useStream, type Streamed } from '../../../renderer/use-stream.ts'

interface Asked {
  readonly id: string
  ended: boolean
  give(value: unknown): void
  fail(message: string): void
}

/** A lab that answers when the test says so. */
function labThatWaits(): Asked[] {
  const asked: Asked[] = []
  provideLab({
    call: () => Promise.reject(new Error('nothing is called here')),
    onConnection: () => () => undefined,
    reopen: () => undefined,
    subscribe(_name, parameters, onValue, onError) {
      const one: Asked = {
        id: (parameters as { id: string }).id,
        ended: false,
        give: (value) => onValue(value as never),
        fail: (message) => onError?.({ code: 'broken', message, remedy: 'None.' }),
      }
      asked.push(one)
      return () => (one.ended = true)
    },
  } satisfies LabClient)
  return asked
}

let scope: EffectScope | undefined
afterEach(() => scope?.stop())

function streamOf(request: () => { id: string } | null): Streamed<unknown> {
  scope = effectScope()
  const streamed = scope.run(() => useStream('run', request))
  if (streamed === undefined) throw new Error('the scope has ended')
  return streamed
}

test('what was shown stays, and stays current, until the first value for changed parameters has come', async () => {
  const asked = labThatWaits()
  const id = ref('a')
  const { value, waiting, answered } = streamOf(() => ({ id: id.value }))
  expect([value.value, answered.value, waiting.value]).toEqual([null, false, true])
  asked[0]?.give('first of a')
  expect([value.value, answered.value, waiting.value]).toEqual(['first of a', true, false])

  id.value = 'b'
  await nextTick()
  expect([value.value, waiting.value]).toEqual(['first of a', true])
  asked[0]?.give('second of a')
  expect([value.value, waiting.value]).toEqual(['second of a', true])
  asked[1]?.give('first of b')
  expect([value.value, waiting.value]).toEqual(['first of b', false])
  expect(asked.map(({ id: of, ended }) => [of, ended])).toEqual([
    ['a', true],
    ['b', false],
  ])
})

test('of requests that change before they are answered only the last is left', async () => {
  const asked = labThatWaits()
  const id = ref('a')
  const { value, error, waiting } = streamOf(() => ({ id: id.value }))
  id.value = 'b'
  await nextTick()
  id.value = 'c'
  await nextTick()
  expect(asked.map(({ id: of, ended }) => [of, ended])).toEqual([
    ['a', true],
    ['b', true],
    ['c', false],
  ])
  asked[2]?.fail('no such run')
  expect([value.value, error.value?.message, waiting.value]).toEqual([null, 'no such run', false])
})

test('nothing is shown while nothing is asked for, and nothing is left open at the end', async () => {
  const asked = labThatWaits()
  const id = ref<string | null>('a')
  const { value, answered } = streamOf(() => (id.value === null ? null : { id: id.value }))
  asked[0]?.give('of a')
  id.value = null
  await nextTick()
  expect([value.value, answered.value, asked[0]?.ended]).toEqual([null, false, true])
  id.value = 'b'
  await nextTick()
  scope?.stop()
  expect(asked.every(({ ended }) => ended)).toBe(true)
})
