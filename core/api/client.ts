/** The client's end of the contract. Runs in browsers as well: no Node modules, and no validation, since the lab validates. */
import type { ApiError, ConnectionState, LabClient, Reply, StreamName, StreamValues } from './contract.ts'
import type { Answer, Request } from './messages.ts'
import { readerOf } from './stream-wires.ts'
import type { Transport } from '../transport/transport.ts'

/** A client with an end: commands close it when they are done; a window keeps it as long as it lives. */
export interface ClosableLabClient extends LabClient {
  close(): void
}

interface Subscribed {
  readonly name: StreamName
  readonly parameters: unknown
  take(value: unknown): void
  failed(error: ApiError): void
}

const lostError: ApiError = {
  code: 'lab-lost',
  message: 'The connection to the lab was lost before it answered.',
  remedy: 'Training goes on in its own process. Try again once the lab is back.',
}

const closedError: ApiError = {
  code: 'lab-closed',
  message: 'Stagecraft was closed elsewhere: what was training is paused, and what waits in the queue waits.',
  remedy: 'Start it again to go on.',
}

/** Waits before the next try to connect, the last one for all further tries. */
const retryMs = [100, 250, 500, 1000, 2000]

/**
 * Connects at once and again whenever the connection is lost; every subscription is then renewed and gets a snapshot.
 * Calls made meanwhile wait for the connection under way; when it is lost or cannot be had, they are answered with the error `lab-lost`.
 */
export function createLabClient(connect: () => Promise<Transport>): ClosableLabClient {
  const pending = new Map<number, (reply: Reply<unknown>) => void>()
  const unsent: Request[] = []
  const subscriptions = new Map<number, Subscribed>()
  const listeners = new Set<(state: ConnectionState) => void>()
  let state: ConnectionState = 'connecting'
  let transport: Transport | null = null
  let closed = false
  let nextId = 0
  let tries = 0
  let retry: ReturnType<typeof setTimeout> | null = null

  const become = (next: ConnectionState): void => {
    if (state === next) return
    state = next
    for (const listener of listeners) listener(next)
  }

  const rejectPending = (error: ApiError): void => {
    unsent.length = 0
    const waiting = [...pending.values()]
    pending.clear()
    for (const resolve of waiting) resolve({ ok: false, error })
  }

  const lost = (): void => {
    transport = null
    if (state === 'closed') {
      rejectPending(closedError)
      return
    }
    become('lost')
    rejectPending(lostError)
    if (closed) return
    const wait = retryMs[Math.min(tries, retryMs.length - 1)]
    tries += 1
    retry = setTimeout(() => void open(), wait)
  }

  const open = async (): Promise<void> => {
    retry = null
    become('connecting')
    let opened: Transport
    try {
      opened = await connect()
    } catch {
      // Why it failed shows in what is shown while the lab is lost; connecting is tried again.
      lost()
      return
    }
    if (closed) {
      opened.close()
      return
    }
    transport = opened
    tries = 0
    opened.onMessage((message) => receive(opened, message as Answer))
    opened.onClose(() => {
      if (transport === opened) lost()
    })
    for (const [id, { name, parameters }] of subscriptions)
      opened.send({ kind: 'subscribe', id, name, parameters } satisfies Request)
    for (const request of unsent.splice(0)) opened.send(request)
    become('connected')
  }

  const receive = (from: Transport, answer: Answer): void => {
    switch (answer.kind) {
      case 'reply':
        pending.get(answer.id)?.(answer.reply)
        pending.delete(answer.id)
        break
      case 'value':
        try {
          subscriptions.get(answer.id)?.take(answer.value)
        } finally {
          // Only now: while the reader is busy with this value, later ones replace each other in the lab.
          from.send({ kind: 'acknowledge', id: answer.id } satisfies Request)
        }
        break
      case 'failed': {
        const subscribed = subscriptions.get(answer.id)
        subscriptions.delete(answer.id)
        subscribed?.failed(answer.error)
        break
      }
      case 'closing':
        become('closed')
        break
    }
  }

  void open()

  return {
    call(name, parameters) {
      const id = nextId++
      const request: Request = { kind: 'call', id, name, parameters }
      return new Promise((resolve) => {
        if (closed || state === 'lost' || state === 'closed') {
          resolve({ ok: false, error: state === 'closed' ? closedError : lostError })
          return
        }
        // The lab gives what the contract says for this name.
        pending.set(id, resolve as (reply: Reply<unknown>) => void)
        if (transport === null) unsent.push(request)
        else transport.send(request)
      })
    },
    subscribe<N extends StreamName>(
      name: N,
      parameters: unknown,
      onValue: (value: StreamValues[N]) => void,
      onError?: (error: ApiError) => void,
    ) {
      const id = nextId++
      const failed = onError ?? ((error: ApiError) => console.error(`The stream "${name}" failed: ${error.message}`))
      // The lab gives what the contract says for this name.
      const read = readerOf(name) as (value: unknown) => StreamValues[N]
      subscriptions.set(id, { name, parameters, take: (value) => onValue(read(value)), failed })
      transport?.send({ kind: 'subscribe', id, name, parameters } satisfies Request)
      return () => {
        if (subscriptions.delete(id)) transport?.send({ kind: 'cancel', id } satisfies Request)
      }
    },
    onConnection(listener) {
      listeners.add(listener)
      listener(state)
      return () => listeners.delete(listener)
    },
    reopen() {
      if (!closed && state === 'closed') void open()
    },
    close() {
      if (closed) return
      closed = true
      if (retry !== null) clearTimeout(retry)
      if (transport === null) rejectPending(lostError)
      else transport.close()
    },
  }
}
