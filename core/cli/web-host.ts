/**
 * The interface for a browser on this computer, where there is no display: the built renderer over HTTP and a WebSocket to the lab.
 * It listens on the loopback interface only. Other programs and pages of this computer can reach that too, so every request needs
 * the cookie that the one-time token was exchanged for, and names of this computer only: a page elsewhere that has its own name
 * point here (DNS rebinding) sends the wrong Host, and one that connects from its own page sends the wrong Origin.
 *
 * A cookie goes to every port of a host, so all lies below a path that nobody can guess, and the cookie is for that path: no other server
 * of this computer is sent it, and two hosts do not sign each other's browsers out.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { longestRequest } from '../api/messages.ts'
import type { FramePipe } from '../transport/frames.ts'
import { relay } from '../transport/relay.ts'
import { answerPageRequest, pageHeaders } from '../api/page.ts'
import { framesOverWebSocket, type WebSocketLike } from '../transport/websocket-frames.ts'

export interface WebHostOptions {
  /** The folder with the built renderer. */
  readonly rendererFolder: string
  /** 0 takes any free port. */
  readonly port: number
  /** A new pipe to the lab; rejects when it cannot be had. */
  readonly connect: () => Promise<FramePipe>
}

export interface WebHost {
  /** Address with a token that opens the interface once, in one browser. Each call gives a new one; the one before it, if unused, is void. */
  newAddress(): string
  close(): Promise<void>
}

const cookieName = 'stagecraft'
const notYours = 'Open the address that `serve` printed; it works once. Press Enter there for a new one.'
const loopbackNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Starts to listen. Rejects when the port is taken. */
export async function startWebHost({ rendererFolder, port, connect }: WebHostOptions): Promise<WebHost> {
  const headers = pageHeaders("'self'")
  const sessions = new Set<string>()
  const place = `/${randomBytes(16).toString('base64url')}/`
  let token: string | null = null

  const isSession = (request: IncomingMessage): boolean => {
    const given = cookieOf(request)
    return given !== null && [...sessions].some((session) => sameSecret(session, given))
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refuse = (status: number, text: string): void => {
      response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end(text)
    }
    if (!isForThisComputer(request)) return refuse(403, 'Stagecraft answers only to the address that it printed.')
    if (request.method !== 'GET') return refuse(405, 'Only GET is answered here.')
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (!url.pathname.startsWith(place)) return refuse(401, notYours)
    const given = url.searchParams.get('token')
    if (given !== null && token !== null && sameSecret(token, given)) {
      token = null
      const session = newSecret()
      sessions.add(session)
      const cookie = `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=${place}`
      response.writeHead(303, { ...headers, 'set-cookie': cookie, location: place }).end()
      return
    }
    if (given !== null && isSession(request)) {
      // The same address again, in the browser that has its cookie.
      response.writeHead(303, { ...headers, location: place }).end()
      return
    }
    if (!isSession(request)) return refuse(401, notYours)
    const page = await answerPageRequest(rendererFolder, url.pathname.slice(place.length - 1), headers)
    response.writeHead(page.status, page.headers).end(page.body)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: longestRequest, perMessageDeflate: false })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const mayConnect =
      request.url === `${place}lab` && request.headers.origin !== undefined && isForThisComputer(request) && isSession(request)
    if (!mayConnect) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n')
      return
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      // The `ws` package types the buffers it takes more widely than a browser does.
      const page = framesOverWebSocket(webSocket as unknown as WebSocketLike)
      connect().then(
        (lab) => relay(page, lab),
        () => page.close(),
      )
    })
  })

  await listen(server, port)
  const bound = (server.address() as AddressInfo).port
  return {
    newAddress() {
      token = newSecret()
      return `http://127.0.0.1:${bound}${place}?token=${token}`
    },
    close: () =>
      new Promise((resolve) => {
        for (const client of webSockets.clients) client.terminate()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Any port counts: the person may have forwarded another one here. An Origin, where there is one, must be the same host. */
function isForThisComputer(request: IncomingMessage): boolean {
  const { host, origin } = request.headers
  if (host === undefined || !loopbackNames.has(host.replace(/:\d+$/, ''))) return false
  return origin === undefined || origin === `http://${host}`
}

function cookieOf(request: IncomingMessage): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name === cookieName && value !== undefined) return value
  }
  return null
}

function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Compares in a time that says nothing about where two secrets differ. */
function sameSecret(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}
