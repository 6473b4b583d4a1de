/** A ruler of hours: from a minute to a year, each tenfold as long as the one before it. Pure. */

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export const hourTicks = [
  { ms: minute, text: '1 min' },
  { ms: 10 * minute, text: '10 min' },
  { ms: hour, text: '1 h' },
  { ms: 8 * hour, text: '8 h' },
  { ms: day, text: '1 day' },
  { ms: 7 * day, text: '1 week' },
  { ms: 30 * day, text: '1 month' },
  { ms: 365 * day, text: '1 year' },
] as const

/** A study that takes longer than this is offered at a smaller scale. */
export const longMs = 2 * day

/** From 0 to 1 along the ruler; what is shorter or longer stands at its end. */
export function alongHours(ms: number): number {
  const [first, last] = [Math.log(minute), Math.log(365 * day)]
  const at = (Math.log(Math.max(ms, 1)) - first) / (last - first)
  return Math.min(1, Math.max(0, at))
}
