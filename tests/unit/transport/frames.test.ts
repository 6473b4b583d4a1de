import { once } from 'node:events'
import { createServer, connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { decodeMessage, encodeMessage, messagesOver, type FramePipe } from '../../../core/transport/frames.ts'
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
