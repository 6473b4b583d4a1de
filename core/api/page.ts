/**
 * The built interface as files to hand out, for the window's own protocol and for the loopback page alike: which file a path
 * means, what it is, and what a page may do. Runs on Node 16 and later.
 */
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, relative, isAbsolute, sep } from 'node:path'

export interface PageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Nothing but what the interface uses; `connect` is where its script may connect: nowhere in the window, to its own host in a browser. */
export function contentSecurityPolicy(connect: "'none'" | "'self'"): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Headers of every answer. */
export function pageHeaders(connect: "'none'" | "'self'"): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(connect),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-cache',
  }
}

/**
 * The file that the path of an address names inside `root`; `/` is index.html. A path that leads outside, by dots, by encoding or
 * by a link, one that is no file or of no known type: 404, all alike.
 */
export async function answerPageRequest(root: string, pathname: string, headers: Record<string, string>): Promise<PageAnswer> {
  const notFound: PageAnswer = {
    status: 404,
    headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
    body: new TextEncoder().encode('Not found'),
  }
  const file = await fileInside(root, pathname === '/' ? '/index.html' : pathname)
  const mediaType = file === null ? undefined : mediaTypes[extname(file)]
  if (file === null || mediaType === undefined) return notFound
  try {
    return { status: 200, headers: { ...headers, 'content-type': mediaType }, body: await readFile(file) }
  } catch {
    // A folder, or removed since.
    return notFound
  }
}

/** Real path of a file below the root, or null. */
async function fileInside(root: string, pathname: string): Promise<string | null> {
  try {
    const path = decodeURIComponent(pathname)
    if (path.includes('\0') || path.includes('\\')) return null
    const realRoot = await realpath(root)
    const file = await realpath(join(realRoot, path))
    const inside = relative(realRoot, file)
    return inside !== '' && !isAbsolute(inside) && inside !== '..' && !inside.startsWith(`..${sep}`) ? file : null
  } catch {
    // Not a valid encoding, or no such file.
    return null
  }
}
