/** Key combinations as text: `Mod+Shift+Z`, `Alt+ArrowLeft`, `?`. Mod is Ctrl, or Command on a Mac. */

/** What of a KeyboardEvent matters here. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** Whether a key press is exactly this combination. A single character says its own shift ("?" needs no Shift written). */
export function matchesKeys(keys: string, event: KeyPress, mac: boolean): boolean {
  const parts = keys.split('+')
  const key = parts[parts.length - 1] ?? ''
  const wants = (name: string): boolean => parts.slice(0, -1).includes(name)
  const mod = mac ? event.metaKey : event.ctrlKey
  const otherMod = mac ? event.ctrlKey : event.metaKey
  const typed = key.length === 1 && !/[a-z0-9]/i.test(key)
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    mod === wants('Mod') &&
    !otherMod &&
    event.altKey === wants('Alt') &&
    (typed || event.shiftKey === wants('Shift'))
  )
}

const words: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
}

/** `Ctrl Shift Z`, or `⌘ ⇧ Z` on a Mac. */
export function formatKeys(keys: string, mac: boolean): string {
  return keys
    .split('+')
    .map((part) => {
      if (part === 'Mod') return mac ? '⌘' : 'Ctrl'
      if (part === 'Shift') return mac ? '⇧' : 'Shift'
      if (part === 'Alt') return mac ? '⌥' : 'Alt'
      return words[part] ?? part
    })
    .join(' ')
}
