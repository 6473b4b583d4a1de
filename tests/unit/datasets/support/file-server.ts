/** A web server on this computer that sends one file, well or badly. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface FileServer {
  readonly url: string
  /** The Range header of each request, in their order; null where there was none. */
  readonly ranges: readonly (string | null)[]
}

export type Answer = (response: ServerResponse, request: IncomingMessage, content: Buffer) => void

/** Answers each request in turn as told, and all that follow as the last one. Ends with the test. */
export async function serveFile(content: Buffer, ...answers: Answer[]): Promise<FileServer> {
  const ranges: (string | null)[] = []
  const server = createServer((request, response) => {
    const answer = answers[Math.min(ranges.length, answers.length - 1)] ?? sendAll
    ranges.push(request.headers.range ?? null)
    answer(response, request, content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`, ranges }
}

/** The whole file, or the rest that was asked for. */
export const sendAll: Answer = (response, request, content) => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const headers = { 'content-length': content.length - start }
  if (start === 0) response.writeHead(200, headers)
  else response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` })
  response.end(content.subarray(start))
}

/** All of it, whatever was asked for. */
export const ignoreRange: Answer = (response, _request, content) => {
  response.writeHead(200, { 'content-length': content.length })
  response.end(content)
}

/** A part of it, and then the connection breaks. */
export const breakAfter =
  (bytes: number): Answer =>
  (response, request, content) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    response.writeHead(start === 0 ? 200 : 206, {
      'content-length': content.length - start,
      'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
    })
    response.write(content.subarray(start, start + bytes), () => setTimeout(() => response.destroy(), 20))
  }

/** A part of it, and then nothing more. */
export const stallAfter =
  (bytes: number): Answer =>
  (response, _request, content) => {
    response.writeHead(200, { 'content-length': content.length })
    response.write(content.subarray(0, bytes))
  }

/** Of the right length, with one byte changed. */
export const corrupt: Answer = (response, request, content) => {
  const changed = Buffer.from(content)
  changed.writeUInt8((changed.readUInt8(1000) + 1) % 256, 1000)
  sendAll(response, request, changed)
}

export const status =
  (code: number): Answer =>
  (response) => {
    response.writeHead(code)
    response.end()
  }
