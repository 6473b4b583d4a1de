/** Numbers that options and arguments take, read as everywhere else. */
import { InvalidArgumentError } from 'commander'
import { rangeText, readWithin, type NumberLimit } from '../recipe/number-limit.ts'

/** For commander: gives the number, or refuses it with what it may be. */
export function numberWithin(limit: NumberLimit): (text: string) => number {
  return (text) => {
    const read = readWithin(text, limit)
    if (read.ok) return read.value
    throw new InvalidArgumentError(`${read.unclear ?? `It takes ${rangeText(limit)}`}.`)
  }
}
