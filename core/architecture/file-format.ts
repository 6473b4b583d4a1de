/**
 * The .stagecraft file: one architecture as canonical JSON. Keys stand in the schema's order, two spaces deep, with a
 * newline at the end; what has its usual value is left out. So save, load, save is byte-identical and two designs can be compared as text.
 */
import { bytesText } from '../text/bytes-text.ts'
import { writtenSchema, type Architecture } from './architecture.ts'
import { blockRule, type Stage } from './blocks.ts'
import { formatVersion } from './format-version.ts'
import { headRule } from './heads.ts'
import { inThisVersion } from './older-format.ts'
import { stemRule } from './stems.ts'
import { withoutUsual } from './usual-values.ts'
import type { Problem } from './problem.ts'
import { formatProblems } from './format-problems.ts'
import { placeInText, scanJson, type TextPlace } from './json-text.ts'
import { fileLimits, largestFileBytes } from './limits.ts'

export type ReadArchitecture = { ok: true; architecture: Architecture } | { ok: false; problems: readonly Problem[] }

/**
 * Canonical text of an architecture. Throws a ZodError for one that the schema refuses: a programmer's mistake, not a person's.
 */
export function writeArchitecture(architecture: Architecture): string {
  // Parsing with the schema puts the keys in its order, whatever order they were made in.
  const { stem, stages, head, ...whole } = writtenSchema.parse(architecture)
  const written = {
    ...withoutUsual(writtenSchema.omit({ stem: true, stages: true, head: true }), whole),
    stem: stem && withoutUsual(stemRule(stem.kind).schema, stem),
    stages: stages.map(writtenStage),
    head: withoutUsual(headRule(head.kind).schema, head),
  }
  return JSON.stringify(written, null, 2) + '\n'
}

/** A stage as files hold it: without what is usual. */
export function writtenStage(stage: Stage): Partial<Stage> {
  return withoutUsual(blockRule(stage.kind).schema, stage)
}

/**
 * Reads the text of a file. Every mistake is a problem that names the place, the field, and where it stands in the text; a file
 * that is too large, not JSON, not an architecture, or of a newer version is refused before anything else is looked at.
 */
export function readArchitecture(file: string): ReadArchitecture {
  const json = parseJson(file)
  if (!json.ok) return json
  const { value, text, places } = json
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, 'format')) {
    return refuse('format', 'The file is not a Stagecraft design.', '"format": "stagecraft-architecture"', 'no format')
  }
  if ('version' in value && typeof value.version === 'number' && value.version > formatVersion) {
    const message = `The design was saved by a newer Stagecraft (format version ${value.version}). Update Stagecraft to open it.`
    return refuse('version', message, `version ${formatVersion}`, `version ${value.version}`)
  }
  const parsed = writtenSchema.safeParse(inThisVersion(withoutSchemaKey(value)))
  if (parsed.success) return { ok: true, architecture: parsed.data }
  return { ok: false, problems: formatProblems(parsed.error.issues, value, text, places) }
}

/** `$schema` tells an editor what to hold the file against (see design-schema.ts): it is read past, and not written again. */
function withoutSchemaKey(value: object): object {
  const { $schema, ...design } = value as { readonly $schema?: unknown }
  return typeof $schema === 'string' ? design : value
}

export type ParsedJson =
  /** `places`: offset of each value in `text`, by its path. */
  { ok: true; value: unknown; text: string; places: ReadonlyMap<string, number> } | { ok: false; problems: readonly Problem[] }

/** JSON of a person's, bounded in size, depth and number of values. */
export function parseJson(file: string): ParsedJson {
  if (file.length > largestFileBytes) return refuseSize(file.length)
  // Some editors begin a file with a byte order mark.
  const text = file.startsWith('\ufeff') ? file.slice(1) : file
  const scanned = scanJson(text, fileLimits)
  if (scanned.ok) return { ok: true, value: JSON.parse(text), text, places: scanned.places }
  const message = `The file cannot be read as JSON: ${scanned.reason}.`
  return refuse('JSON', message, 'JSON of a design', 'text that is not', placeInText(text, scanned.offset))
}

/** What is said of a file of more than `largestFileBytes`, which need not even be read. */
export function refuseSize(bytes: number): ReadArchitecture & { ok: false } {
  const [size, most] = [bytesText(bytes), bytesText(largestFileBytes, 0)]
  return refuse('size', `The file is too large for a design: ${size}, where ${most} is the most.`, `at most ${most}`, size)
}

function refuse(
  field: string,
  message: string,
  expected: string,
  actual: string,
  at?: TextPlace,
): ReadArchitecture & { ok: false } {
  return { ok: false, problems: [{ severity: 'error', place: 'file', field, message, expected, actual, ...(at && { at }) }] }
}
