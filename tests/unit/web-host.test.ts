import { once } from 'node:events'
import { mkdtempSync, mkdirSync, symlinkSync, writeFileSync, rmSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { FramePipe } from '../../core/transport/frames.ts'
import { framePair } from '../../core/transport/memory-frames.ts'
import { startWebHost, type WebHost } from '../../core/cli/web-host.ts'

let folder: string
let host: WebHost
let labEnds: FramePipe[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stagecraft-page-'))
  mkdirSync(join(folder, 'page'))
  writeFileSync(join(folder, 'secret.html'), 'secret')
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html>hello')
  symlinkSync(join(folder, 'secret.html'), join(folder, 'page', 'link.html'))
  host = await startWebHost({
    rendererFolder: join(folder, 'page'),
    port: 0,
    connect: async () => {
      const [mine, theirs] = framePair()
      labEnds.push(mine)
      return theirs
    },
  })
})
afterAll(async () => {
  await host.close()
  rmSync(folder, { recursive: true })
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** A raw request, since fetch sets Host and Origin by itself and tidies paths up. */
function get(address: string, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { port } = new URL(address)
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (text += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    request.on('error', reject)
    request.end()
  })
}

async function signIn(): Promise<{ address: string; cookie: string }> {
  const address = host.newAddress()
  const url = new URL(address)
  const { headers } = await get(address, `${url.pathname}${url.search}`)
  const cookie = headers['set-cookie']?.[0]?.split(';')[0]
  if (cookie === undefined) throw new Error('no cookie')
  return { address, cookie }
}

it('exchanges the token for a cookie, once', async () => {
  const address = host.newAddress()
  const url = new URL(address)
  expect(url.hostname).toBe('127.0.0.1')
  const path = `${url.pathname}${url.search}`
  const first = await get(address, path)
  expect(first.status).toBe(303)
  expect(first.headers.location).toBe(url.pathname)
  expect(first.headers['set-cookie']?.[0]).toMatch(/^stagecraft=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/[\w-]{22}\/$/)
  expect((await get(address, path)).status).toBe(401)
})

it('leads the browser that has the cookie from the used address to the page', async () => {
  const { address, cookie } = await signIn()
  const again = await get(address, `${new URL(address).pathname}${new URL(address).search}`, { cookie })
  expect(again.status).toBe(303)
  expect(again.headers).toMatchObject({ location: new URL(address).pathname })
  expect(again.headers['set-cookie']).toBeUndefined()
})

it('gives nothing without the cookie, and the page with it', async () => {
  const { address, cookie } = await signIn()
  expect((await get(address, new URL(address).pathname)).status).toBe(401)
  expect((await get(address, new URL(address).pathname, { cookie: 'stagecraft=guess' })).status).toBe(401)
  const page = await get(address, new URL(address).pathname, { cookie })
  expect(page).toMatchObject({ status: 200, text: '<!doctype html>hello' })
  expect(page.headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
  expect(page.headers['x-content-type-options']).toBe('nosniff')
})

it('is on a path that no other server is sent the cookie for, and gives nothing outside it', async () => {
  const { address, cookie } = await signIn()
  const other = await startWebHost({
    rendererFolder: join(folder, 'page'),
    port: 0,
    connect: () => Promise.reject(new Error('none')),
  })
  try {
    const [here, there] = [new URL(address).pathname, new URL(other.newAddress()).pathname]
    // A browser keeps cookies apart by their path, and sends them along below it only.
    expect(here).not.toBe(there)
    for (const path of ['/', '/index.html', '/lab', there]) expect((await get(address, path, { cookie })).status).toBe(401)
    expect((await get(other.newAddress(), there, { cookie })).status).toBe(401)
    expect((await get(address, here, { cookie })).status).toBe(200)
  } finally {
    await other.close()
  }
})

it('voids an unused token when another is given out', async () => {
  const [old, next] = [new URL(host.newAddress()), new URL(host.newAddress())]
  expect((await get(old.href, `${old.pathname}${old.search}`)).status).toBe(401)
  expect((await get(next.href, `${next.pathname}${next.search}`)).status).toBe(303)
})

it.each([
  '/../secret.html',
  '/%2e%2e/secret.html',
  '/..%2fsecret.html',
  '/..%5csecret.html',
  '/link.html',
  '/%00',
  '/%',
  '//etc/passwd',
  '/assets',
])('finds nothing at %s', async (path) => {
  const { address, cookie } = await signIn()
  const answer = await get(address, `${new URL(address).pathname}${path.slice(1)}`, { cookie })
  // Dots that lead out of the page's own path lead to nothing that has a page.
  expect([401, 404]).toContain(answer.status)
  expect(answer.text).not.toContain('secret')
})

it('answers to names of this computer only, and to no other origin', async () => {
  const { address, cookie } = await signIn()
  const { port } = new URL(address)
  expect((await get(address, new URL(address).pathname, { cookie, host: `evil.example:${port}` })).status).toBe(403)
  expect((await get(address, new URL(address).pathname, { cookie, host: '127.0.0.1.evil.example' })).status).toBe(403)
  expect((await get(address, new URL(address).pathname, { cookie, origin: 'https://evil.example' })).status).toBe(403)
  expect((await get(address, new URL(address).pathname, { cookie, origin: 'null' })).status).toBe(403)
  expect(
    (await get(address, new URL(address).pathname, { cookie, host: 'localhost:9999', origin: 'http://localhost:9999' })).status,
  ).toBe(200)
  expect((await get(address, new URL(address).pathname, { cookie }, 'POST')).status).toBe(405)
})

function upgrade(address: string, headers: Record<string, string>): Promise<WebSocket | 'refused'> {
  const socket = new WebSocket(`${address.replace('http:', 'ws:').replace(/\?.*/, '')}lab`, { headers })
  return new Promise((resolve) => {
    socket.on('open', () => resolve(socket))
    socket.on('error', () => resolve('refused'))
  })
}

it('opens the pipe to the lab for its own page alone', async () => {
  const { address, cookie } = await signIn()
  const origin = new URL(address).origin
  expect(await upgrade(address, { origin })).toBe('refused')
  expect(await upgrade(address, { cookie })).toBe('refused')
  expect(await upgrade(address, { cookie, origin: 'https://evil.example' })).toBe('refused')
  labEnds = []
  const socket = await upgrade(address, { cookie, origin })
  if (socket === 'refused') throw new Error('refused')
  socket.binaryType = 'arraybuffer'
  const lab = await vi.waitUntil(() => labEnds[0])

  const atLab = new Promise<number[]>((resolve) => lab.onFrame((frame) => resolve([...frame])))
  socket.send(new Uint8Array([1, 2]))
  expect(await atLab).toEqual([1, 2])

  const atPage = once(socket, 'message')
  lab.send(new Uint8Array([3]))
  const [message] = (await atPage) as [ArrayBuffer]
  expect([...new Uint8Array(message)]).toEqual([3])

  const closed = once(socket, 'close')
  lab.close()
  await closed
})
