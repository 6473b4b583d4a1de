/** Both ends of the contract over a pair in memory, with the real encoding between them. Time is Vitest's. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLabClient, type ClosableLabClient } from '../../../core/api/client.ts'
import type { ApiError, StreamParameters } from '../../../core/api/contract.ts'
import { messagesOver } from '../../../core/transport/frames.ts'
import { framePair } from '../../../core/transport/memory-frames.ts'
import { serveLab, type Served } from '../../../core/api/server.ts'
import type { Transport } from '../../../core/transport/transport.ts'
import { curveOf, labDouble, type LabDouble } from './lab-double.ts'

let lab: LabDouble
let client: ClosableLabClient
let serverEnds: Transport[]
let reachable: boolean
let served: Served

const curves: StreamParameters<'curves'> = {
  runs: ['r1'],
  series: ['trainLoss'],
  buckets: 100,
  smoothing: 0,
  x: 'step',
  log: false,
  from: null,
  to: null,
}
const settle = () => vi.advanceTimersByTimeAsync(0)

function connect(): Promise<Transport> {
  if (!reachable) return Promise.reject(new Error('refused'))
  const [near, far] = framePair()
  const server = messagesOver(far)
  serverEnds.push(server)
  served = serveLab(server, lab.handlers)
  return Promise.resolve(messagesOver(near))
}

beforeEach(() => {
  vi.useFakeTimers()
  lab = labDouble()
  serverEnds = []
  reachable = true
  client = createLabClient(connect)
})
afterEach(() => {
  client.close()
  vi.useRealTimers()
})

test('a call is answered, and typed arrays stay typed arrays', async () => {
  expect(await client.call('runs.stop', { id: 'r1', when: 'now' })).toEqual({ ok: true, value: null })
  expect(lab.stopped).toEqual(['r1'])
  const reply = await client.call('datasets.sample', { id: 'mnist', split: 'train', class: null, from: 0, count: 2 })
  expect(reply).toEqual({ ok: true, value: { labels: new Int32Array([6, 9]), pixels: new Uint8Array([1, 2, 3]) } })
})

test('a failure arrives as data with code, reason and remedy', async () => {
  expect(await client.call('runs.stop', { id: 'gone', when: 'now' })).toEqual({
    ok: false,
    error: { code: 'no-run', message: 'There is no run "gone".', remedy: 'Choose another run.' },
  })
})

test('a fault of the lab arrives as data and harms no other call', async () => {
  const reply = await client.call('system.report', {})
  expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } })
  expect(await client.call('presets.list', {})).toEqual({ ok: true, value: [] })
})

test('invalid parameters are refused at the boundary, naming the field', async () => {
  const reply = await client.call('runs.stop', { id: '', when: 'now' })
  expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } })
  if (!reply.ok) expect(reply.error.message).toContain('id')
  expect(lab.stopped).toEqual([])
})

test('a stream with invalid parameters fails once and opens no view', async () => {
  const errors: ApiError[] = []
  client.subscribe(
    'curves',
    { ...curves, buckets: 1 },
    () => {},
    (error) => errors.push(error),
  )
  await settle()
  expect(errors.map((error) => error.code)).toEqual(['invalid'])
  expect(lab.counts.open).toBe(0)
})

test('names that are not in the contract are refused, inherited ones too', async () => {
  await settle()
  const [near, far] = framePair()
  serveLab(messagesOver(far), lab.handlers)
  const answers: unknown[] = []
  const raw = messagesOver(near)
  raw.onMessage((message) => answers.push(message))
  raw.send({ kind: 'call', id: 1, name: 'toString', parameters: {} })
  raw.send({ kind: 'subscribe', id: 2, name: '__proto__', parameters: {} })
  await settle()
  expect(answers).toMatchObject([
    { kind: 'reply', id: 1, reply: { ok: false, error: { code: 'unknown' } } },
    { kind: 'failed', id: 2, error: { code: 'unknown' } },
  ])
})

test('what is no request at all ends the connection', async () => {
  const [near, far] = framePair()
  serveLab(messagesOver(far), lab.handlers)
  const ended = vi.fn()
  near.onClose(ended)
  near.send(new Uint8Array([0xc1]))
  await settle()
  expect(ended).toHaveBeenCalledOnce()
})

test('a stream begins with a snapshot and then shows the newest state only', async () => {
  const points: number[] = []
  client.subscribe('curves', curves, ([curve]) => points.push(curve?.points ?? -1))
  await settle()
  expect(points).toEqual([0])
  for (let step = 1; step <= 50; step += 1) lab.show(step)
  await settle()
  expect(points).toEqual([0])
  await vi.advanceTimersByTimeAsync(100)
  expect(points).toEqual([0, 50])
  await vi.advanceTimersByTimeAsync(1000)
  expect(lab.counts.reads).toBe(2)
})

test('at most ten values a second', async () => {
  const points: number[] = []
  client.subscribe('curves', curves, ([curve]) => points.push(curve?.points ?? -1))
  for (let step = 1; step <= 1000; step += 1) {
    lab.show(step)
    await vi.advanceTimersByTimeAsync(1)
  }
  expect(points.length).toBeLessThanOrEqual(11)
  expect(points.length).toBeGreaterThanOrEqual(9)
})

test('NaN in a curve survives', async () => {
  let got: unknown = null
  client.subscribe('curves', curves, (value) => (got = value))
  await settle()
  expect(got).toEqual([curveOf(0)])
})

test('a reader that does not acknowledge is sent nothing more, and then the newest', async () => {
  await settle()
  const [near, far] = framePair()
  serveLab(messagesOver(far), lab.handlers)
  const raw = messagesOver(near)
  const answers: unknown[] = []
  raw.onMessage((message) => answers.push(message))
  raw.send({ kind: 'subscribe', id: 7, name: 'curves', parameters: curves })
  await settle()
  for (let step = 1; step <= 20; step += 1) {
    lab.show(step)
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(answers).toHaveLength(1)
  expect(lab.counts.reads).toBe(1)
  raw.send({ kind: 'acknowledge', id: 7 })
  await settle()
  expect(answers).toHaveLength(2)
  expect(answers[1]).toMatchObject({ kind: 'value', id: 7, value: [{ points: 20 }] })
})

test('a client that does not read its answers is not heard until it does, and then all are answered', async () => {
  await settle()
  let asked = 0
  const calls = {
    ...lab.handlers.calls,
    'datasets.sample': () => {
      asked += 1
      return { labels: new Int32Array(1), pixels: new Uint8Array(1024 * 1024) }
    },
  }
  const [near, far] = framePair()
  serveLab(messagesOver(far), { ...lab.handlers, calls })
  const raw = messagesOver(near)
  const answered: number[] = []
  raw.onMessage((message) => answered.push((message as { id: number }).id))
  near.pause()
  const parameters = { id: 'mnist', split: 'train', class: null, from: 0, count: 1 }
  for (let id = 0; id < 500; id += 1) raw.send({ kind: 'call', id, name: 'datasets.sample', parameters })
  await settle()
  expect(asked).toBeLessThan(40)
  while (answered.length < 500) {
    near.resume()
    await settle()
  }
  expect(answered).toEqual(Array.from({ length: 500 }, (_, id) => id))
})

test('what a client asks while many of its calls are under way waits for them', async () => {
  await settle()
  const finish: (() => void)[] = []
  const calls = { ...lab.handlers.calls, 'lab.close': () => new Promise<null>((resolve) => finish.push(() => resolve(null))) }
  const [near, far] = framePair()
  serveLab(messagesOver(far), { ...lab.handlers, calls })
  const raw = messagesOver(near)
  const answered = vi.fn()
  raw.onMessage(answered)
  for (let id = 0; id < 1000; id += 1) raw.send({ kind: 'call', id, name: 'lab.close', parameters: { training: 'stop' } })
  await settle()
  expect(finish).toHaveLength(32)
  while (answered.mock.calls.length < 1000) {
    for (const end of finish.splice(0)) end()
    await settle()
  }
})

test('a stream that is cancelled disposes of its view and says no more', async () => {
  const values = vi.fn()
  const cancel = client.subscribe('curves', curves, values)
  await settle()
  lab.show(1)
  cancel()
  await vi.advanceTimersByTimeAsync(500)
  expect(values).toHaveBeenCalledOnce()
  expect(lab.counts.open).toBe(0)
})

test('a stream that is cancelled before it was sent never opens', async () => {
  const values = vi.fn()
  client.subscribe('curves', curves, values)()
  await vi.advanceTimersByTimeAsync(500)
  expect(values).not.toHaveBeenCalled()
  expect(lab.counts.open).toBe(0)
})

test('when the client goes, its views are disposed of', async () => {
  client.subscribe('curves', curves, () => {})
  await settle()
  expect(lab.counts.open).toBe(1)
  client.close()
  await settle()
  expect(lab.counts.open).toBe(0)
})

test('a lost lab answers pending calls with an error, and is reconnected with snapshots', async () => {
  const states: string[] = []
  const points: number[] = []
  client.onConnection((state) => states.push(state))
  client.subscribe('curves', curves, ([curve]) => points.push(curve?.points ?? -1))
  await settle()
  const pending = client.call('lab.close', { training: 'continue' })
  await settle()
  reachable = false
  serverEnds[0]?.close()
  expect(await pending).toMatchObject({ ok: false, error: { code: 'lab-lost' } })
  expect(await client.call('presets.list', {})).toMatchObject({ ok: false, error: { code: 'lab-lost' } })
  await vi.advanceTimersByTimeAsync(1000)
  lab.show(42)
  reachable = true
  await vi.advanceTimersByTimeAsync(2000)
  expect(points).toEqual([0, 42])
  expect(await client.call('presets.list', {})).toEqual({ ok: true, value: [] })
  expect(states.slice(0, 3)).toEqual(['connected', 'lost', 'connecting'])
  expect(states.at(-1)).toBe('connected')
})

test('a lab that a person closed is not started again by whoever else is connected, until that is asked for', async () => {
  const states: string[] = []
  const points: number[] = []
  client.onConnection((state) => states.push(state))
  client.subscribe('curves', curves, ([curve]) => points.push(curve?.points ?? -1))
  await settle()
  served.sayClosing()
  await settle()
  serverEnds[0]?.close()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(serverEnds).toHaveLength(1)
  expect(states).toEqual(['connected', 'closed'])
  expect(await client.call('presets.list', {})).toMatchObject({ ok: false, error: { code: 'lab-closed' } })
  lab.show(42)
  client.reopen()
  await vi.advanceTimersByTimeAsync(500)
  expect(serverEnds).toHaveLength(2)
  expect(points).toEqual([0, 42])
  expect(states.at(-1)).toBe('connected')
})

test('a call that waits for a connection that cannot be had is answered', async () => {
  reachable = false
  const lonely = createLabClient(connect)
  expect(await lonely.call('presets.list', {})).toMatchObject({ ok: false, error: { code: 'lab-lost' } })
  lonely.close()
})
