/** app://stagecraft: the built renderer, and nothing else on this computer. */
import { protocol } from 'electron'
import { answerPageRequest, pageHeaders } from '../../core/api/page.ts'
import { serveScheme } from '../electron-versions.ts'
import { isOurPage, scheme } from './page-origin.ts'

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, codeCache: true } }])
}

/** Serves the folder with the built renderer. Must run when the app is ready. */
export function serveRenderer(rendererFolder: string): void {
  const headers = pageHeaders("'none'")
  serveScheme(scheme, async (method, address) => {
    if (method !== 'GET' || !isOurPage(address)) return { status: 403, headers, body: new Uint8Array() }
    return answerPageRequest(rendererFolder, new URL(address).pathname, headers)
  })
}
