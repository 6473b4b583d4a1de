/** The only addresses outside this computer that the window may hand to the person's browser. */
const links: ReadonlySet<string> = new Set([
  'https://arxiv.org/abs/1512.03385',
  'https://arxiv.org/abs/1409.1556',
  'https://www.cs.toronto.edu/~kriz/cifar.html',
  'https://www.electronjs.org/docs/latest/tutorial/electron-timelines',
])

export function isKnownLink(address: string): boolean {
  return links.has(address)
}
