/** Names of runs side by side: what tells runs of one name apart is added. */
import type { AnyRunRecord } from '../../../core/store/run.ts'
import { comparable } from '../../../core/text/names.ts'
import { formatDate, formatTime } from '../../format.ts'

/** A name for each run: its own, with the seed, or else the time it was made, where several share it. */
export function distinctNames(records: readonly AnyRunRecord[], now: number): string[] {
  const named = (record: AnyRunRecord): AnyRunRecord[] =>
    records.filter((other) => comparable(other.name) === comparable(record.name))
  return records.map((record) => {
    const same = named(record)
    if (same.length === 1) return record.name
    const seeds = new Set(same.flatMap((other) => other.recipe?.seed ?? []))
    if (record.recipe !== null && seeds.size === same.length) return `${record.name}, seed ${record.recipe.seed}`
    const date = formatDate(record.createdAt, now)
    const time = formatTime(record.createdAt)
    return `${record.name}, ${date === time ? time : `${date} ${time}`}`
  })
}

/** At most `most` characters, with an ellipsis in the middle so that what differs at the end stays. */
export function shortName(name: string, most: number): string {
  if (name.length <= most) return name
  const end = Math.ceil((most - 1) / 2)
  return `${name.slice(0, most - 1 - end)}…${name.slice(-end)}`
}
