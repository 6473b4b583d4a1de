/** All that differs between the current Electron and Electron 22, which set-up falls back to (see docs/set-up.md). */
import { protocol, type Protocol, type WebContents } from 'electron'
import type { PageAnswer } from '../core/api/page.ts'

/** Answers every request for a scheme, of the usual session or of another one's `on`. `protocol.handle` came with Electron 25, and its forerunner leaves with it. */
export function serveScheme(
  scheme: string,
  answer: (method: string, address: string) => Promise<PageAnswer>,
  on: Protocol = protocol,
): void {
  if (typeof on.handle === 'function') {
    on.handle(scheme, async (request) => {
      const { status, headers, body } = await answer(request.method, request.url)
      return new Response(new Uint8Array(body), { status, headers })
    })
    return
  }
  on.registerBufferProtocol(scheme, (request, reply) => {
    answer(request.method, request.url).then(
      ({ status, headers, body }) => reply({ statusCode: status, headers, data: Buffer.from(body) }),
      () => reply({ error: -2 }),
    )
  })
}

/** Forbids frames to navigate. The event came with Electron 25; before, the page's policy alone (no frames) keeps them out. */
export function denyFrameNavigation(contents: WebContents): void {
  contents.on('will-frame-navigate', (event) => event.preventDefault())
}
