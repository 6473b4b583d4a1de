/** One line on the terminal that says what is under way and about how long it still takes. */

export interface Progress {
  /** `weight`: how much work it is, in any unit that is the same for all. */
  begin(name: string, weight: number): void
  say(text: string): void
  clear(): void
}

export function showProgress(totalWeight: number): Progress {
  const startedAt = performance.now()
  let finished = 0
  let current = { name: '', weight: 0 }
  const terminal = process.stderr.isTTY
  return {
    begin(name, weight) {
      finished += current.weight
      current = { name, weight }
    },
    say(text) {
      const line = `${current.name}: ${text}${remaining((performance.now() - startedAt) / 60_000, finished / totalWeight)}`
      process.stderr.write(terminal ? `\r\x1b[2K${line}` : `${line}\n`)
    },
    clear() {
      if (terminal) process.stderr.write('\r\x1b[2K')
    },
  }
}

/** Nothing is known before the first part is done. */
function remaining(minutes: number, share: number): string {
  if (share <= 0) return ''
  return `; about ${Math.max(1, Math.round((minutes * (1 - share)) / share))} min left`
}
