import { once } from 'node:events'
import { createServer, connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { decodeMessage, encodeMessage, messagesOver, type FramePipe } from '../../../core/transport/frames.ts'
import { framePair } from '../../../core/transport/memory-frames.ts'
import { relay } from '../../../core/transport/relay.ts'
import { framesOver } from '../../../core/transport/socket-frames.ts'

const open: { close(): unknown }[] = []
afterEach(() => {
  for (const thing of open.splice(0)) thing.close()
})

/** A pair of connected sockets on a free port of the loopback interface. */
async function socketPair(): Promise<[Socket, Socket]> {
  const server = createServer().listen(0, '127.0.0.1')
  open.push(server)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const client = connect(address.port, '127.0.0.1')
  const [accepted] = (await once(server, 'connection')) as [Socket]
  open.push({ close: () => client.destroy() }, { close: () => accepted.destroy() })
  return [client, accepted]
}

function take(pipe: FramePipe, count: number): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = []
  return new Promise((resolve) => {
    pipe.onFrame((frame) => {
      frames.push(frame)
      if (frames.length === count) resolve(frames)
    })
  })
}

it('keeps typed arrays, not-finite numbers and plain data through MessagePack', () => {
  const message = {
    bytes: new Uint8Array([0, 255, 7]),
    labels: new Int32Array([-1, 2 ** 31 - 1]),
    weights: new Float32Array([1.5, Number.NaN]),
    steps: new Float64Array([0.1, Number.NEGATIVE_INFINITY, -0]),
    nested: [{ text: 'plain-20 × 56', none: null, big: 1_830_297_600_123 }],
  }
  expect(decodeMessage(encodeMessage(message))).toEqual(message)
})

it('leaves out fields that are undefined, as JSON does', () => {
  expect(decodeMessage(encodeMessage({ a: 1, b: undefined }))).toEqual({ a: 1 })
})

/** Messages as the contract has them: plain data with typed arrays in it. */
const anyMessage = fc.letrec((tie) => ({
  message: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'grapheme' }),
    // As in JSON, a lone -0 is 0; typed arrays keep it.
    fc.double().filter((value) => !Object.is(value, -0)),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.float64Array({ noNaN: true }),
    fc.int32Array(),
    fc.array(tie('message'), { maxLength: 20 }),
    fc.dictionary(fc.string({ maxLength: 40 }), tie('message'), { noNullPrototype: true, maxKeys: 20 }),
  ),
})).message

it('reads back every message that it writes', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      fc.pre(!hasProto(message))
      expect(decodeMessage(encodeMessage(message))).toEqual(message)
    }),
    { seed: 9, numRuns: 500 },
  )
})

/** MessagePack's reader refuses the key `__proto__`, as it should. */
function hasProto(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false
  return Object.entries(value).some(([key, inner]) => key === '__proto__' || hasProto(inner))
}

it('gives a message or an error for any bytes, whole or damaged', () => {
  const damaged = fc
    .tuple(anyMessage, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }), fc.nat())
    .map(([message, changes, cut]) => {
      const bytes = encodeMessage(message).slice()
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte
      return cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes
    })
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 400 })), (bytes) => {
      try {
        decodeMessage(bytes)
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Error)
      }
    }),
    { seed: 9, numRuns: 5000 },
  )
})

/** Arrays in arrays, each of which claims so many elements. */
function nestedArrays(deep: number, elements: number): Uint8Array {
  const bytes = new Uint8Array(5 * deep + 4)
  const view = new DataView(bytes.buffer)
  for (let level = 0; level < deep; level += 1) {
    view.setUint8(5 * level, 0xdd)
    view.setUint32(5 * level + 1, elements)
  }
  return bytes
}

it.each([
  ['204 bytes that claim forty arrays of thirteen million', nestedArrays(40, 13_000_000)],
  ['one array of four thousand million', nestedArrays(1, 0xffff_ffff)],
  ['arrays of one in each other, a thousand deep', nestedArrays(1000, 1)],
  ['a map of more entries than there are bytes', new Uint8Array([0xdf, 0x01, 0, 0, 0, 0xa0, 0xc0])],
  ['text longer than the frame', new Uint8Array([0xdb, 0x7f, 0xff, 0xff, 0xff, 0x61])],
])('refuses %s before it makes anything of it', (_what, frame) => {
  expect(() => decodeMessage(frame)).toThrow(RangeError)
})

it('refuses a whole frame of more values than any message has', () => {
  const frame = new Uint8Array(5 + 4_000_001).fill(0x80)
  frame.set([0xdd, 0x00, 0x3d, 0x09, 0x01])
  expect(() => decodeMessage(frame)).toThrow(/more than 4000000 values/)
})

it('gives back any frames however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
      async (frames, cuts) => {
        const [left, right] = await socketPair()
        left.setNoDelay(true)
        const received = take(framesOver(right), frames.length)
        const bytes = Buffer.concat(
          frames.flatMap((frame) => {
            const header = Buffer.alloc(4)
            header.writeUInt32BE(frame.length)
            return [header, Buffer.from(frame)]
          }),
        )
        for (let at = 0, cut = 0; at < bytes.length; cut++) {
          const size = cuts[cut % cuts.length] ?? 1
          left.write(bytes.subarray(at, at + size))
          at += size
          await new Promise(setImmediate)
        }
        expect((await received).map((frame) => [...frame])).toEqual(frames.map((frame) => [...frame]))
      },
    ),
    { numRuns: 25 },
  )
})

it('keeps frames that come before anybody listens', async () => {
  const [left, right] = await socketPair()
  const [from, to] = [framesOver(left), framesOver(right)]
  from.send(new Uint8Array([1]))
  from.send(new Uint8Array([2, 3]))
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect((await take(to, 2)).map((frame) => [...frame])).toEqual([[1], [2, 3]])
})

it('says close at the other end, and again to who asks late', async () => {
  const [left, right] = await socketPair()
  const [from, to] = [framesOver(left), framesOver(right)]
  from.close()
  await new Promise<void>((resolve) => to.onClose(resolve))
  await new Promise<void>((resolve) => to.onClose(resolve))
})

it('drops a peer that claims a frame of gigabytes', async () => {
  const [left, right] = await socketPair()
  const pipe = framesOver(right)
  left.write(Buffer.from([0xff, 0xff, 0xff, 0xff]))
  await new Promise<void>((resolve) => pipe.onClose(resolve))
})

it('drops a peer whose frame is not MessagePack', async () => {
  const [left, right] = await socketPair()
  const transport = messagesOver(framesOver(right))
  transport.onMessage(() => expect.unreachable())
  framesOver(left).send(new Uint8Array([0xc1]))
  await new Promise<void>((resolve) => transport.onClose(resolve))
})

it('hands nothing over while it is paused, and then all in order', async () => {
  const [left, right] = await socketPair()
  const [from, to] = [framesOver(left), framesOver(right)]
  const taken: number[] = []
  const all = new Promise<void>((resolve) =>
    to.onFrame((frame) => {
      taken.push(frame[0] ?? -1)
      // Paused in the middle of a chunk: the rest of it is kept.
      if (taken.length === 1) {
        to.pause()
        setImmediate(() => {
          expect(taken).toEqual([0])
          to.resume()
        })
      }
      if (taken.length === 100) resolve()
    }),
  )
  for (let index = 0; index < 100; index += 1) from.send(new Uint8Array([index]))
  await all
  expect(taken).toEqual(Array.from({ length: 100 }, (_, index) => index))
})

it('passes on at the pace of who reads, and loses nothing', async () => {
  const [source, entry] = framePair()
  const [exit, reader] = framePair()
  relay(entry, exit)
  reader.onFrame((frame) => taken.push(frame[0] ?? -1))
  const taken: number[] = []
  reader.pause()
  for (let index = 0; index < 100; index += 1) {
    source.send(new Uint8Array(1024 * 1024).fill(index))
    await Promise.resolve()
  }
  await new Promise(setImmediate)
  expect(exit.unread()).toBeLessThanOrEqual(5 * 1024 * 1024)
  expect(source.unread()).toBeGreaterThanOrEqual(95 * 1024 * 1024)
  while (taken.length < 100) {
    reader.resume()
    await new Promise(setImmediate)
  }
  expect(taken).toEqual(Array.from({ length: 100 }, (_, index) => index))
})

it('drops a peer that leaves more unread than the longest answer', async () => {
  const [left, right] = await socketPair()
  right.pause()
  const pipe = framesOver(left)
  const closed = new Promise<void>((resolve) => pipe.onClose(resolve))
  const frame = new Uint8Array(64 * 1024 * 1024)
  for (let sent = 0; sent < 7; sent += 1) pipe.send(frame)
  await closed
})
