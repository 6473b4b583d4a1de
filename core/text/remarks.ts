/** Tags and notes that people give, as they come in from a file, a call or a command line. */
import { z } from 'zod'
import { comparable } from './names.ts'
import { visibleLines, visibleText } from './visible-text.ts'

/** UTF-16 units. */
export const longestTag = 60
export const longestNotes = 50_000
export const mostTags = 50

/** One line, so that it stands in a table and in a query. */
const tagSchema = z.string().trim().min(1).max(longestTag).overwrite(visibleText)

/** Each tag once, in the order given. */
export const tagsSchema = z
  .array(tagSchema)
  .max(mostTags)
  .overwrite((tags) => withTags([], tags))

/** Markdown. */
export const notesSchema = z.string().max(longestNotes).overwrite(visibleLines)

/** Tags that differ in case alone are one. */
export function sameTag(tag: string): string {
  return comparable(tag.trim()).toLowerCase()
}

/** Those there are keep their spelling and their place. */
export function withTags(tags: readonly string[], more: readonly string[]): string[] {
  const known = new Map<string, string>()
  for (const tag of [...tags, ...more]) if (!known.has(sameTag(tag))) known.set(sameTag(tag), tag)
  return [...known.values()]
}

export function withoutTags(tags: readonly string[], gone: readonly string[]): string[] {
  const these = new Set(gone.map(sameTag))
  return tags.filter((tag) => !these.has(sameTag(tag)))
}
