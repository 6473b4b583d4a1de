/** Prints what differs, the first five; gives whether nothing does. */
export function report(what: string, found: readonly string[]): boolean {
  console.log([`${found.length === 0 ? 'ok  ' : 'FAIL'} ${what}`, ...found.slice(0, 5)].join('\n       '))
  return found.length === 0
}
