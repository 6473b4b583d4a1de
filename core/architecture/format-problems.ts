/**
 * What the schema finds wrong in a file, in words a person reads: the place, the field, what is expected and what stands there.
 */
import type { z } from 'zod'
import type { Problem } from './problem.ts'
import { placeInText } from './json-text.ts'

/** More than a person mends at once; a hostile file may have thousands. */
const mostProblems = 20

type Path = readonly (string | number)[]

/** `value` is what the text was parsed to, `places` where each value stands in it, by its path. */
export function formatProblems(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  text: string,
  places: ReadonlyMap<string, number>,
): Problem[] {
  return issues
    .flatMap(split)
    .slice(0, mostProblems)
    .map(({ issue, path }) => {
      const place = placeOf(path)
      const field = (typeof place === 'number' ? path.slice(2) : path.slice(place === 'file' ? 0 : 1)).join('.') || 'whole'
      const actual = shown(valueAt(value, path))
      const expected = expectedBy(issue)
      const offset = offsetOf(path, places)
      return {
        severity: 'error',
        place,
        field,
        message: sentence(place, field, expected, actual),
        expected,
        actual,
        ...(offset === null ? {} : { at: placeInText(text, offset) }),
      }
    })
}

/** An issue for each unknown field, whose path names it; all others as they are. */
function split(issue: z.core.$ZodIssue): { issue: z.core.$ZodIssue; path: Path }[] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))
  if (issue.code !== 'unrecognized_keys') return [{ issue, path }]
  return issue.keys.slice(0, mostProblems).map((key) => ({ issue, path: [...path, key] }))
}

function placeOf([part, index]: Path): Problem['place'] {
  if (part === 'stages' && typeof index === 'number') return index
  return part === 'input' || part === 'stem' || part === 'head' ? part : 'file'
}

function sentence(place: Problem['place'], field: string, expected: string, actual: string): string {
  const where =
    typeof place === 'number' ? `Stage ${place + 1}` : { file: 'Design', input: 'Input', stem: 'Stem', head: 'Head' }[place]
  const what = field === 'whole' ? where : `${where}, ${shortened(field)}`
  return actual === 'nothing' ? `${what}: missing; expected ${expected}.` : `${what}: expected ${expected}, found ${actual}.`
}

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 })

function expectedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return bound(issue.minimum, 'more', issue.origin)
    case 'too_big':
      return bound(issue.maximum, 'less', issue.origin)
    case 'invalid_type':
      return kinds[issue.expected] ?? issue.expected
    case 'invalid_value':
      return oneOf(issue.values)
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options) ? oneOf(issue.options) : issue.message
    case 'unrecognized_keys':
      return 'no such field'
    default:
      return issue.message
  }
}

function bound(limit: number | bigint, direction: 'more' | 'less', origin: string): string {
  const unit = origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : ''
  return `${number.format(limit)}${unit} or ${direction}`
}

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  array: 'a list',
  object: 'an object',
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? shown(values[0]) : `one of ${values.map(shown).join(', ')}`
}

function valueAt(value: unknown, path: Path): unknown {
  let at: unknown = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<string | number, unknown>)[key]
  }
  return at
}

/** Where the value stands, or for a missing one what it is missing from. */
function offsetOf(path: Path, places: ReadonlyMap<string, number>): number | null {
  return places.get(path.join('.')) ?? places.get(path.slice(0, -1).join('.')) ?? null
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `a list of ${number.format(value.length)}`
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value === 'number') return Number.isFinite(value) && Math.abs(value) < 1e15 ? number.format(value) : String(value)
  return shortened(typeof value === 'string' ? `"${value}"` : String(value))
}

/** Cut to a length that fits a line. */
function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`
}
