/** Names that people give: what they hold, how long they may be, how a longer one is made of one, and when two are the same. */
import { z } from 'zod'
import { visibleText } from './visible-text.ts'

/** UTF-16 units of the name of a design, a run or a recipe. */
export const longestName = 200

/**
 * A name as it comes in from a file, a call or a database. What would steer whatever shows it is made visible there, once: so it stands in
 * every sentence, title, picture and table of the window, and in what is copied from them, as it does on a terminal.
 */
export const nameSchema = z.string().min(1).max(longestName).overwrite(visibleName)

/** A name without characters that steer. */
export function visibleName(name: string): string {
  return cut(visibleText(name), longestName)
}

/**
 * The name with a suffix after it (`, copy`, `, seed 2`); of one that would be too long, as much as leaves room for the suffix, which may
 * be a name itself and take half of it.
 */
export function nameWith(name: string, suffix: string): string {
  const end = cut(suffix, longestName - Math.min(name.length, longestName / 2))
  return cut(name, longestName - end.length) + end
}

function cut(text: string, units: number): string {
  return text.length <= units ? text : `${startOf(text, units - 1)}…`
}

/** `name`, or with the first free number after it where it is taken. */
export function freeNameAmong(taken: readonly string[], name: string): string {
  const known = new Set(taken.map(comparable))
  if (!known.has(comparable(name))) return name
  for (let number = 2; ; number += 1) {
    const numbered = nameWith(name, ` ${number}`)
    if (!known.has(comparable(numbered))) return numbered
  }
}

/**
 * The same for names that look the same: é is one character on Linux's keyboards and two in macOS's file names; and a name is found by what
 * it was before it was made visible.
 */
export function comparable(name: string): string {
  return visibleText(name).normalize('NFC')
}

/** Whole characters from the start, at most so many units. */
function startOf(name: string, units: number): string {
  let start = ''
  for (const character of name) {
    if (start.length + character.length > units) break
    start += character
  }
  return start
}
