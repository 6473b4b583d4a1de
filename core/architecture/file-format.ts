/**
 * The .stagecraft file: one architecture as canonical JSON. Keys stand in the schema's order, two spaces deep, with a
 * newline at the end, so that save, load, save is byte-identical and two designs can be compared as text.
 */
import { type z } from 'zod'
import { architectureSchema, type Architecture, type Problem } from './architecture.ts'
import { largestFileBytes } from './limits.ts'

export type ReadArchitecture = { ok: true; architecture: Architecture } | { ok: false; problems: readonly Problem[] }

/** Canonical text of an architecture. Throws a ZodError for one that the schema refuses: a programmer's mistake, not a person's. */
export function writeArchitecture(architecture: Architecture): string {
  // Parsing with the schema puts the keys in its order, whatever order they were made in.
  return JSON.stringify(architectureSchema.parse(architecture), null, 2) + '\n'
}

/**
 * Reads the text of a file. Every mistake is a problem that names the place and the field; a file that is too large, not JSON,
 * not an architecture, or of a newer version is refused before anything else is looked at.
 */
export function readArchitecture(text: string): ReadArchitecture {
  if (text.length > largestFileBytes) {
    return refuse('size', 'The file is too large for a design.', 'at most 1 MiB', `${text.length} characters`)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return refuse('JSON', `The file is not JSON: ${reason}.`, 'JSON text', 'text that cannot be read')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('format' in value)) {
    return refuse('format', 'The file is not a Stagecraft design.', '"format": "stagecraft-architecture"', 'no format')
  }
  if ('version' in value && typeof value.version === 'number' && value.version > 1) {
    const message = `The design was saved by a newer Stagecraft (format version ${value.version}). Update Stagecraft to open it.`
    return refuse('version', message, 'version 1', `version ${value.version}`)
  }
  const parsed = architectureSchema.safeParse(value)
  if (parsed.success) return { ok: true, architecture: parsed.data }
  return { ok: false, problems: parsed.error.issues.slice(0, mostProblems).map((issue) => problemOf(issue, value)) }
}

/** More than a person mends at once; a hostile file may have a million. */
const mostProblems = 20

function refuse(field: string, message: string, expected: string, actual: string): ReadArchitecture {
  return { ok: false, problems: [{ severity: 'error', place: 'file', field, message, expected, actual }] }
}

function problemOf(issue: z.core.$ZodIssue, file: unknown): Problem {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))
  const place = placeOf(path)
  const field = (typeof place === 'number' ? path.slice(2) : path.slice(place === 'file' ? 0 : 1)).join('.') || 'whole'
  const actual = shown(valueAt(file, path))
  const expected = expectedBy(issue)
  return { severity: 'error', place, field, message: `${placeName(place)}, ${field}: expected ${expected}, found ${actual}.`, expected, actual }
}

function placeOf(path: readonly (string | number)[]): Problem['place'] {
  const [part, index] = path
  if (part === 'stages' && typeof index === 'number') return index
  return part === 'input' || part === 'stem' || part === 'head' ? part : 'file'
}

function placeName(place: Problem['place']): string {
  if (typeof place === 'number') return `Stage ${place + 1}`
  return { file: 'Design', input: 'Input', stem: 'Stem', head: 'Head' }[place]
}

function expectedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `${issue.minimum} or more`
    case 'too_big':
      return `${issue.maximum} or less`
    case 'invalid_type':
      return { int: 'a whole number', number: 'a number', string: 'text', array: 'a list', object: 'an object' }[issue.expected as string] ?? issue.expected
    case 'invalid_value':
      return `one of ${issue.values.map((value) => shown(value)).join(', ')}`
    case 'unrecognized_keys':
      return `no field named ${issue.keys.slice(0, 3).map((key) => shown(key)).join(', ')}`
    default:
      return issue.message
  }
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let at: unknown = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<string | number, unknown>)[key]
  }
  return at
}

/** A value as a person sees it in a message, cut to a length that fits a line. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = typeof value === 'string' ? `"${value}"` : String(value)
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`
}
