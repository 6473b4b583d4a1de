/** Studies as files: what cannot be read of one is said in words, with what to do. */
import type { z } from 'zod'
import { keptStudySchema } from './kept-study.ts'
import { studySchema, type Study } from './study.ts'

export type ReadFile<T> =
  | { readonly ok: true; readonly value: T }
  /** What is wrong with it, as a sentence. */
  | { readonly ok: false; readonly reason: string }

/** What `study show --plan` writes, and `study new` begins with. */
export function readStudy(content: unknown): ReadFile<Study> {
  return readAs(studySchema, content, content)
}

/** What an export holds, and another library takes. */
export function readKeptStudy(content: unknown): ReadFile<z.infer<typeof keptStudySchema>> {
  return readAs(keptStudySchema, content, fieldOf(content, 'study'))
}

function readAs<T>(schema: z.ZodType<T>, content: unknown, study: unknown): ReadFile<T> {
  const read = schema.safeParse(content)
  if (read.success) return { ok: true, value: read.data }
  if (fieldOf(study, 'format') !== 'stagecraft-study') return { ok: false, reason: 'It is no study of Stagecraft.' }
  const version = fieldOf(study, 'version')
  if (typeof version === 'number' && version > 1)
    return {
      ok: false,
      reason: `A newer Stagecraft wrote it (version ${version} of the file; this one reads 1). Update Stagecraft, then take it.`,
    }
  const [issue] = read.error.issues
  return { ok: false, reason: issue === undefined ? 'It cannot be read.' : issueText(issue) }
}

/** `variants.0.recipe.batchSize: Too small: expected number to be >=1.` */
function issueText({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? `${message}.` : `${path.join('.')}: ${message}.`
}

function fieldOf(content: unknown, field: string): unknown {
  return typeof content === 'object' && content !== null ? (content as Record<string, unknown>)[field] : undefined
}
