/** Asks a web server for bytes, through the person's proxy, and follows where it points. */
import { readFileSync } from 'node:fs'
import * as http from 'node:http'
import * as https from 'node:https'
import { getCACertificates } from 'node:tls'
import type { NpmSettings } from './npm-settings.ts'

export interface HttpOptions {
  readonly headers: Readonly<Record<string, string>>
  /** Until the server's first answer. */
  readonly connectTimeoutMs: number
  /** Without a byte, while the answer comes in. */
  readonly stallTimeoutMs: number
  readonly signal: AbortSignal
}

export interface Network {
  /** The answer to a GET, whatever its status. The caller reads or destroys its body. */
  get(url: string, options: HttpOptions): Promise<http.IncomingMessage>
  close(): void
}

const redirects = new Set([301, 302, 303, 307, 308])
const mostRedirects = 5

/** Proxies come from HTTP(S)_PROXY and NO_PROXY as everywhere, else from npm's settings. */
export function openNetwork(environment: NodeJS.ProcessEnv, npm: NpmSettings): Network {
  const proxyEnv = {
    ...(npm.proxy ? { HTTP_PROXY: npm.proxy, HTTPS_PROXY: npm.proxy } : {}),
    ...(npm.noProxy ? { NO_PROXY: npm.noProxy } : {}),
    ...environment,
  }
  const ca = npm.certificatesFile ? { ca: [...getCACertificates('default'), readFileSync(npm.certificatesFile, 'utf8')] } : {}
  const agents = { 'http:': new http.Agent({ proxyEnv }), 'https:': new https.Agent({ proxyEnv, ...ca }) }

  const getOnce = (url: URL, options: HttpOptions): Promise<http.IncomingMessage> =>
    new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:'
      if (!secure && url.protocol !== 'http:') {
        reject(new Error(`${url.href} is no web address`))
        return
      }
      const request = (secure ? https : http).get(url, {
        agent: secure ? agents['https:'] : agents['http:'],
        headers: { 'user-agent': 'stagecraft', 'accept-encoding': 'identity', ...options.headers },
        signal: options.signal,
      })
      const answerTimer = setTimeout(
        () => request.destroy(new Error(`${url.host} did not answer within ${options.connectTimeoutMs / 1000} s`)),
        options.connectTimeoutMs,
      )
      request.on('error', (thrown) => {
        clearTimeout(answerTimer)
        reject(thrown)
      })
      request.on('response', (response) => {
        clearTimeout(answerTimer)
        request.setTimeout(options.stallTimeoutMs, () =>
          response.destroy(new Error(`${url.host} sent nothing for ${options.stallTimeoutMs / 1000} s`)),
        )
        resolve(response)
      })
    })

  return {
    async get(address, options) {
      let url = new URL(address)
      let headers = options.headers
      for (let followed = 0; followed <= mostRedirects; followed += 1) {
        const response = await getOnce(url, { ...options, headers })
        const to = response.headers.location
        if (!redirects.has(response.statusCode ?? 0) || to === undefined) return response
        response.destroy()
        const next = new URL(to, url)
        if (url.protocol === 'https:' && next.protocol !== 'https:')
          throw new Error(`${url.host} points to an unprotected address`)
        if (next.host !== url.host) {
          // Who we are is for the server that was named, not for where it points.
          headers = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization'))
        }
        url = next
      }
      throw new Error(`${url.host} points on and on`)
    },
    close() {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}
