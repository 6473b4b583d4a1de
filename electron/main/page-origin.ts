/** Where the page of a window comes from. Everything that decides whom to trust asks here. */
export const scheme = 'app'
export const host = 'stagecraft'
export const pageAddress = `${scheme}://${host}/index.html`

/** Whether an address is one of our own page's. URL.origin is of no use: it is "null" for schemes of one's own. */
export function isOurPage(address: string): boolean {
  try {
    const url = new URL(address)
    return url.protocol === `${scheme}:` && url.host === host && url.username === '' && url.port === ''
  } catch {
    return false
  }
}
