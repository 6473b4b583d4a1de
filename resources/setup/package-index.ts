/** The person's Python package index: where a file of a package lies. */
import type { Network } from '../../core/fetch/http.ts'
import { Failure } from '../../core/files/failure.ts'

const connectTimeoutMs = 15_000
const stallTimeoutMs = 30_000

/**
 * Address of a file, from the first index that has it. Throws a Failure `download-failed` that says what each index answered;
 * `otherwise` is what to do without any.
 */
export async function findFile(
  wanted: { package: string; file: string },
  indexes: readonly string[],
  network: Network,
  otherwise: string,
): Promise<string> {
  const tried: string[] = []
  for (const index of indexes) {
    const page = `${index}/${wanted.package}/`
    try {
      const response = await network.get(page, {
        headers: { accept: 'application/vnd.pypi.simple.v1+json, text/html;q=0.2' },
        connectTimeoutMs,
        stallTimeoutMs,
        signal: new AbortController().signal,
      })
      const body = Buffer.concat(await response.toArray()).toString('utf8')
      const url = response.statusCode === 200 ? fileAddress(body, page, wanted.file) : null
      if (url !== null) return url
      tried.push(`${hostOf(index)} ${response.statusCode === 200 ? 'does not have it' : `answered ${response.statusCode}`}`)
    } catch (thrown) {
      tried.push(`${hostOf(index)} could not be reached (${thrown instanceof Error ? thrown.message : String(thrown)})`)
    }
  }
  const asked = tried.length > 0 ? tried.join('; ') : 'pip is set to local folders only'
  throw new Failure('download-failed', `${wanted.file} was not found: ${asked}.`, otherwise)
}

/** Never the whole address: it may hold a password. */
function hostOf(index: string): string {
  return new URL(index).host
}

/** Address of a file in a package's page of a simple index, JSON (PEP 691) or HTML (PEP 503); null when it is not there. */
export function fileAddress(body: string, page: string, file: string): string | null {
  const addresses = body.trimStart().startsWith('{')
    ? (JSON.parse(body) as { files: { url: string }[] }).files.map(({ url }) => url)
    : [...body.matchAll(/href\s*=\s*["']([^"']+)["']/gi)].map(([, href]) => (href ?? '').replaceAll('&amp;', '&'))
  for (const address of addresses) {
    const url = new URL(address, page)
    if (decodeURIComponent(url.pathname.split('/').at(-1) ?? '') !== file) continue
    url.hash = ''
    const index = new URL(page)
    // Whoever is known to an index is known to its files.
    if (url.host === index.host && url.username === '') {
      url.username = index.username
      url.password = index.password
    }
    return url.href
  }
  return null
}
