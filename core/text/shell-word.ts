/** A word as a shell takes it back whole: quoted only where it must be. */
export function shellWord(word: string, windows = false): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  if (windows) return `"${word.replaceAll('"', '\\"')}"`
  return `'${word.replaceAll("'", `'\\''`)}'`
}
