/**
 * Stages as text for the clipboard: canonical JSON that a person can read, send and edit, and that pastes as what was copied. A whole
 * design's text pastes too, as its stages.
 */
import { z } from 'zod'
import { stageSchema, type Stage } from './blocks.ts'
import { parseJson, readArchitecture, writtenStage } from './file-format.ts'
import { formatVersion } from './format-version.ts'
import { formatProblems } from './format-problems.ts'
import { mostStages } from './limits.ts'
import { inThisVersion } from './older-format.ts'

const format = 'stagecraft-stages'
const designFormat = 'stagecraft-architecture'

const stagesSchema = z.strictObject({
  format: z.literal(format),
  version: z.literal(formatVersion),
  stages: z.array(stageSchema).min(1).max(mostStages),
})

export type ReadStages =
  | { ok: true; stages: readonly Stage[] }
  /** What was found and what is expected, as sentences; the first tells the most. */
  | { ok: false; reasons: readonly string[] }

/** Canonical text, in which what is usual is left out. Throws a ZodError for stages that the schema refuses, and for none: a programmer's mistake. */
export function writeStages(stages: readonly Stage[]): string {
  const { stages: parsed, ...whole } = stagesSchema.parse({ format, version: formatVersion, stages })
  return JSON.stringify({ ...whole, stages: parsed.map(writtenStage) }, null, 2) + '\n'
}

export function readStages(text: string): ReadStages {
  const json = parseJson(text)
  const found = json.ok ? formatOf(json.value) : null
  if (!json.ok || found === null) return refuse(`${foundWords(text)} ${expectedWords}`)
  if (found === designFormat) return stagesOfDesign(text)
  if (found !== format) return refuse(`Found text of the format ${shortened(found)}. ${expectedWords}`)
  const newer = newerVersion(json.value)
  if (newer !== null)
    return refuse(`Found stages of a newer Stagecraft (format version ${newer}). Update Stagecraft to paste them.`)
  // An earlier version's are brought here as those of a design are.
  const parsed = stagesSchema.safeParse(inThisVersion(json.value))
  if (parsed.success) return { ok: true, stages: parsed.data.stages }
  return { ok: false, reasons: messagesOf(formatProblems(parsed.error.issues, json.value, json.text, json.places)) }
}

function stagesOfDesign(text: string): ReadStages {
  const read = readArchitecture(text)
  if (!read.ok) return { ok: false, reasons: messagesOf(read.problems) }
  const { name, stages } = read.architecture
  return stages.length > 0 ? { ok: true, stages } : refuse(`The design ${name} has no stages to paste.`)
}

const expectedWords = 'Expected are stages that were copied here, or the text of a design file.'

function foundWords(text: string): string {
  const line = text.trim()
  return line === '' ? 'Found no text.' : `Found ${shortened(line)}.`
}

const refuse = (reason: string): ReadStages => ({ ok: false, reasons: [reason] })

function formatOf(value: unknown): string | null {
  const read = z.looseObject({ format: z.string() }).safeParse(value)
  return read.success ? read.data.format : null
}

/** The version that the text says, where this Stagecraft does not know it yet. */
function newerVersion(value: unknown): number | null {
  const read = z.looseObject({ version: z.number() }).safeParse(value)
  return read.success && read.data.version > formatVersion ? read.data.version : null
}

const messagesOf = (problems: readonly { readonly message: string }[]): string[] =>
  problems.slice(0, 3).map(({ message }) => message)

/** On one line, cut to a length that a person takes in. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length <= 48 ? `“${line}”` : `“${line.slice(0, 48)}…”, ${text.length} characters`
}
