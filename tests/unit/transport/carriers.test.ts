/** Every carrier moves the same frames: whole, in order, whatever their size. */
import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { messagesOver, type FramePipe } from '../../../core/transport/frames.ts'
import { framePair } from '../../../core/transport/memory-frames.ts'
import { framesOver } from '../../../core/transport/socket-frames.ts'
import { framesOverWebSocket } from '../../../core/transport/websocket-frames.ts'

const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const undo of cleanUp.splice(0)) undo()
})

async function socketPair(): Promise<[FramePipe, FramePipe]> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.push(() => server.close())
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [far] = await once(server, 'connection')
  return [framesOver(near), framesOver(far)]
}

async function webSocketPair(): Promise<[FramePipe, FramePipe]> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  cleanUp.push(() => server.close())
  const near = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [far] = await once(server, 'connection')
  if (near.readyState !== WebSocket.OPEN) await once(near, 'open')
  return [framesOverWebSocket(near), framesOverWebSocket(far)]
}

const carriers: [string, () => [FramePipe, FramePipe] | Promise<[FramePipe, FramePipe]>][] = [
  ['memory', framePair],
  ['socket', socketPair],
  ['WebSocket', webSocketPair],
]

test.each(carriers)('%s: small and large messages arrive whole and in order', async (_name, open) => {
  const [near, far] = await open()
  const messages = [
    { text: 'first', empty: null },
    new Float64Array(300_000).fill(0.1),
    new Float32Array([Number.NaN, -0, Infinity]),
    new Int32Array([-1]),
    new Uint8Array(0),
    'last',
  ]
  const received: unknown[] = []
  const all = new Promise<void>((resolve) =>
    messagesOver(far).onMessage((message) => {
      received.push(message)
      if (received.length === messages.length) resolve()
    }),
  )
  const sender = messagesOver(near)
  for (const message of messages) sender.send(message)
  await all
  expect(received).toEqual(messages)
  near.close()
})

test.each(carriers)('%s: closing one end closes the other, and late listeners are told', async (_name, open) => {
  const [near, far] = await open()
  const closed = new Promise<void>((resolve) => far.onClose(resolve))
  near.close()
  await closed
  await new Promise<void>((resolve) => far.onClose(resolve))
})

test('a frame that claims to be larger than any message ends the socket', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.push(() => server.close())
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [far] = await once(server, 'connection')
  const closed = new Promise<void>((resolve) => framesOver(far).onClose(resolve))
  near.on('error', () => near.destroy())
  near.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0]))
  await closed
  near.destroy()
})
