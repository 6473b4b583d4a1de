/** `rename`, `tag`, `note`, `favourite` and `archive`: what a person says of runs. */
import { readFile } from 'node:fs/promises'
import type { LabClient } from '../api/contract.ts'
import type { RemarkChange } from '../api/contract/remarks.ts'
import type { RunSummary } from '../store/run.ts'
import { longestName, nameSchema } from '../text/names.ts'
import { longestNotes, mostTags, longestTag, sameTag, tagsSchema, withoutTags, withTags } from '../text/remarks.ts'
import type { Tell } from './controls.ts'
import { findRun } from './find-run.ts'
import { ask } from './lab-client.ts'
import { UsageError } from './usage.ts'

export async function renameRun(named: string, name: string, client: LabClient, tell: Tell): Promise<void> {
  const read = nameSchema.safeParse(name.trim())
  if (!read.success) throw new UsageError(`A name has 1 to ${longestName} characters.`)
  const run = await findRun(client, named)
  await remark([run], { name: read.data }, client)
  tell({ event: 'renamed', run: run.record.id, name: read.data }, `${run.record.name} is called ${read.data} now.`)
}

/** Without tags, tells those that there are. */
export async function tagRun(
  named: string,
  tags: readonly string[],
  remove: boolean,
  client: LabClient,
  tell: Tell,
): Promise<void> {
  const run = await findRun(client, named)
  const before = run.remarks.tags
  const read = tagsSchema.safeParse(remove ? withoutTags(before, tags) : withTags(before, tags))
  if (!read.success) throw new UsageError(`A tag has 1 to ${longestTag} characters, and a run at most ${mostTags} tags.`)
  const unknown = remove ? tags.filter((tag) => !before.some((known) => sameTag(known) === sameTag(tag))) : []
  if (unknown.length > 0) throw new UsageError(`${run.record.name} is not tagged ${unknown.join(', ')}.`)
  if (tags.length > 0) await remark([run], { tags: read.data }, client)
  const listed = read.data.length === 0 ? 'has no tags' : `is tagged ${read.data.join(', ')}`
  tell({ event: 'tagged', run: run.record.id, tags: read.data }, `${run.record.name} ${listed}.`)
}

export interface NoteOptions {
  readonly file?: string
  readonly clear?: boolean
}

/** Without a text, tells the notes that there are; a text is put below them. */
export async function noteRun(
  named: string,
  text: string | undefined,
  options: NoteOptions,
  client: LabClient,
  tell: Tell,
): Promise<void> {
  const given = [text, options.file, options.clear].filter((one) => one !== undefined)
  if (given.length > 1) throw new UsageError('Give a text, --file or --clear: one of them.')
  const run = await findRun(client, named)
  const { id } = run.record
  const before = run.remarks.notes
  if (given.length === 0) {
    tell({ event: 'notes', run: id, notes: before }, before === '' ? `${run.record.name} has no notes.` : before)
    return
  }
  const notes = await notesAfter(before, text, options)
  if (notes.length > longestNotes)
    throw new UsageError(`Notes have at most ${longestNotes} characters; these have ${notes.length}.`)
  await remark([run], { notes: { text: notes, over: before } }, client)
  tell(
    { event: 'noted', run: id, notes },
    notes === '' ? `${run.record.name} has no notes any more.` : `${run.record.name} has notes.`,
  )
}

async function notesAfter(before: string, text: string | undefined, { file, clear }: NoteOptions): Promise<string> {
  if (clear) return ''
  if (file !== undefined) return readNotes(file)
  return before === '' ? (text ?? '') : `${before.trimEnd()}\n\n${text ?? ''}`
}

async function readNotes(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    throw new UsageError(`The notes cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}.`)
  }
}

/** Runs as favourites or not, in the archive or not. All are found before the first is changed. */
export async function markRuns(
  named: readonly string[],
  what: 'favourite' | 'archived',
  on: boolean,
  client: LabClient,
  tell: Tell,
): Promise<void> {
  const runs = await Promise.all(named.map((name) => findRun(client, name)))
  await remark(runs, { [what]: on }, client)
  const words = {
    favourite: on ? 'is a favourite' : 'is no favourite any more',
    archived: on ? 'is archived: lists leave it out' : 'is in the lists again',
  }[what]
  for (const { record } of runs) tell({ event: what, run: record.id, on }, `${record.name} ${words}.`)
}

async function remark(runs: readonly RunSummary[], change: RemarkChange, client: LabClient): Promise<void> {
  await ask(client, 'runs.remark', { remarks: runs.map(({ record }) => ({ id: record.id, change })) })
}
