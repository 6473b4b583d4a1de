/**
 * The lab's end of the contract on one connection. Requests are validated here, once; what comes out is data, errors too.
 */
import { type z } from 'zod'
import { Failure, isDiskFull, isReadOnly } from '../files/failure.ts'
import {
  calls,
  streams,
  type ApiError,
  type CallName,
  type CallParameters,
  type CallResults,
  type Reply,
  type StreamName,
  type StreamParameters,
  type StreamValues,
} from './contract.ts'
import { writerOf } from './stream-wires.ts'
import { requestSchema, type Answer } from './messages.ts'
import { visibleLines } from '../text/visible-text.ts'
import { openSubscription, type Subscription } from './subscription.ts'
import { fallenBehind } from '../transport/frames.ts'
import type { Transport } from '../transport/transport.ts'
import type { View } from './view.ts'

/** What implements the contract. Calls throw an Failure for what a person can mend. */
export interface LabHandlers {
  calls: { [N in CallName]: (parameters: CallParameters<N>) => CallResults[N] | Promise<CallResults[N]> }
  /** Opens a view; `changed` is called whenever `read` may give something new. */
  streams: { [N in StreamName]: (parameters: StreamParameters<N>, changed: () => void) => View<StreamValues[N]> }
  /** Why no call of this name is answered now; null, or left out, where it is. */
  refuse?(call: CallName): Failure | null
}

/** More streams than any window shows: a client that opens more has lost count. */
const largestSubscriptions = 256

/** Calls of one client that are answered at a time; what it asks beyond that waits until one is. */
const mostCalls = 32

export interface Served {
  /** Says that a person closed the lab. */
  sayClosing(): void
}

/**
 * Serves one client until its transport closes; then every view it had is disposed of. A client that does not read its answers, or asks
 * faster than it is answered, is not heard until it does: so what waits for it is bounded.
 */
export function serveLab(transport: Transport, handlers: LabHandlers): Served {
  const subscriptions = new Map<number, Subscription>()
  let underWay = 0
  const hear = (): void => {
    if (underWay < mostCalls && transport.unread() <= fallenBehind) transport.resume()
    else transport.pause()
  }
  const send = (answer: Answer): void => {
    transport.send(answer)
    hear()
  }

  const call = async (id: number, name: string, parameters: unknown): Promise<void> => {
    underWay += 1
    hear()
    let reply: Reply<unknown>
    try {
      if (!isCall(name)) throw unknownName('call', name)
      reply = { ok: true, value: await perform(handlers, name, parameters) }
    } catch (thrown) {
      const error = asApiError(thrown)
      // A fault of ours belongs into the lab's log, with where it happened.
      if (error.code === 'internal') console.error(`${name}:`, thrown)
      reply = { ok: false, error }
    }
    underWay -= 1
    send({ kind: 'reply', id, reply })
  }

  const subscribe = (id: number, name: string, parameters: unknown): void => {
    const fail = (error: ApiError): void => {
      subscriptions.get(id)?.close()
      subscriptions.delete(id)
      send({ kind: 'failed', id, error })
    }
    try {
      if (!isStream(name)) throw unknownName('stream', name)
      if (subscriptions.has(id) || subscriptions.size >= largestSubscriptions) {
        throw new Failure('too-many', `More than ${largestSubscriptions} streams on one connection.`, 'Close some views.')
      }
      const open = (changed: () => void): View<unknown> => openView(handlers, name, parameters, changed)
      subscriptions.set(
        id,
        openSubscription(
          open,
          (value) => send({ kind: 'value', id, value }),
          (thrown) => fail(asApiError(thrown)),
        ),
      )
    } catch (thrown) {
      fail(asApiError(thrown))
    }
  }

  transport.onMessage((message) => {
    const request = requestSchema.safeParse(message)
    if (!request.success) {
      // Without an id there is nobody to answer: the other side speaks another protocol.
      transport.close()
      return
    }
    const { data } = request
    switch (data.kind) {
      case 'call':
        void call(data.id, data.name, data.parameters)
        break
      case 'subscribe':
        subscribe(data.id, data.name, data.parameters)
        break
      case 'acknowledge':
        subscriptions.get(data.id)?.acknowledge()
        break
      case 'cancel':
        subscriptions.get(data.id)?.close()
        subscriptions.delete(data.id)
        break
    }
  })
  transport.onRead(hear)
  transport.onClose(() => {
    for (const subscription of subscriptions.values()) subscription.close()
    subscriptions.clear()
  })
  return { sayClosing: () => send({ kind: 'closing' }) }
}

const isCall = (name: string): name is CallName => Object.hasOwn(calls, name)
const isStream = (name: string): name is StreamName => Object.hasOwn(streams, name)

function perform<N extends CallName>(
  handlers: LabHandlers,
  name: N,
  parameters: unknown,
): CallResults[N] | Promise<CallResults[N]> {
  const refusal = handlers.refuse?.(name) ?? null
  if (refusal !== null) throw refusal
  return handlers.calls[name](validated<CallParameters<N>>(calls[name], parameters, name))
}

function openView<N extends StreamName>(handlers: LabHandlers, name: N, parameters: unknown, changed: () => void): View<unknown> {
  const view = handlers.streams[name](validated<StreamParameters<N>>(streams[name], parameters, name), changed)
  const write = writerOf(name)
  return { ...view, read: async () => write(await view.read()) }
}

/** What a client is told of anything thrown. It may quote what stands in files: nothing of that steers who shows it. */
function asApiError(thrown: unknown): ApiError {
  const { code, message, remedy } = toldOf(thrown)
  return { code, message: visibleLines(message), remedy: visibleLines(remedy) }
}

/** A Failure as it is, all else as a fault of the lab. */
function toldOf(thrown: unknown): ApiError {
  if (thrown instanceof Failure) return thrown
  if (isDiskFull(thrown)) {
    const remedy = 'Free space, for example by emptying the bin, and try again. What was kept before stays as it was.'
    return { code: 'disk-full', message: 'The disk of the library is full, so nothing could be written.', remedy }
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  if (isReadOnly(thrown)) {
    return {
      code: 'read-only',
      message: `The library cannot be changed: ${message}.`,
      remedy: 'Make its folder writable to you, then try again.',
    }
  }
  return {
    code: 'internal',
    message: `The lab failed: ${message}`,
    remedy: 'Try again; if it stays, lab.log in the library says more.',
  }
}

/** The parameters as the schema knows them. `T` is the schema's own output: TypeScript cannot follow it through a name. */
function validated<T>(schema: z.ZodType, parameters: unknown, name: string): T {
  const result = schema.safeParse(parameters)
  if (result.success) return result.data as T
  const issues = result.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.') || 'parameters'}: ${issue.message}`)
  throw new Failure(
    'invalid',
    `"${name}" was asked with something it cannot take. ${issues.join('. ')}.`,
    'Correct the value and try again.',
  )
}

function unknownName(what: 'call' | 'stream', name: string): Failure {
  return new Failure(
    'unknown',
    `The lab has no ${what} named "${name}".`,
    'App and lab are of different versions: close both and start again.',
  )
}
