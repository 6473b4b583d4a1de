/** Stretches of time as they are typed in a query, in the computer's time zone. */

/** From `from` up to, but without, `to`: milliseconds since 1970. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

const written = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/

export function isDate(text: string): boolean {
  return stretchOf(text, 0) !== null
}

/** Null where it is no date. `now` is what `today` is of. */
export function stretchOf(text: string, now: number): Stretch | null {
  const word = text.toLowerCase()
  if (word === 'today' || word === 'yesterday') {
    const today = new Date(now)
    const day = today.getDate() - (word === 'yesterday' ? 1 : 0)
    return between([today.getFullYear(), today.getMonth(), day], [today.getFullYear(), today.getMonth(), day + 1])
  }
  const [, year, month, day] = written.exec(text) ?? []
  if (year === undefined) return null
  const y = Number(year)
  if (month === undefined) return between([y, 0, 1], [y + 1, 0, 1])
  const m = Number(month) - 1
  if (m < 0 || m > 11) return null
  if (day === undefined) return between([y, m, 1], [y, m + 1, 1])
  const d = Number(day)
  return d < 1 || d > new Date(y, m + 1, 0).getDate() ? null : between([y, m, d], [y, m, d + 1])
}

function between(from: readonly [number, number, number], to: readonly [number, number, number]): Stretch {
  return { from: new Date(...from).getTime(), to: new Date(...to).getTime() }
}
