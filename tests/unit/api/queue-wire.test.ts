/** The queue over the wire: what is read at the other end is the queue, and runs that wait are sent only when one of them changed. */
import { decode, encode } from '@msgpack/msgpack'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { QueueEntry, QueueState } from '../../../core/api/contract/queue.ts'
import { queueReader, queueWriter, type QueueOnWire } from '../../../core/api/queue-wire.ts'

const entries: readonly QueueEntry[] = ['a', 'b', 'c', 'd'].map((id, index) => ({
  id,
  name: id,
  status: { kind: 'queued', position: index + 1 },
  step: 0,
  totalSteps: 100,
  remainingMs: null,
  memoryBytes: null,
  after: null,
}))
const state = (waiting: readonly QueueEntry[]): QueueState => ({
  paused: false,
  atOnce: 1,
  mostAtOnce: 2,
  memoryBytes: 1,
  atWork: [],
  waiting,
  ended: [],
})

test('whatever queues follow each other, each is read as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.shuffledSubarray([...entries]), { minLength: 1 }), (queues) => {
      const write = queueWriter()
      const read = queueReader()
      let before: readonly QueueEntry[] | null = null
      for (const waiting of queues) {
        const sent = decode(encode(write(state(waiting)))) as QueueOnWire
        const isSame = before?.length === waiting.length && waiting.every((entry, at) => entry === before?.[at])
        expect(sent.waiting === null).toBe(isSame)
        expect(read(sent)).toEqual(state(waiting))
        before = waiting
      }
    }),
  )
})
